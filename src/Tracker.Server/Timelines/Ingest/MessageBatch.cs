using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>Messages by their context, name and host.</summary>
internal sealed class ContextBatch(string name)
{
    public string Name => name;

    /// <summary>The places of those that begin timelines.</summary>
    public List<int> Begins { get; } = [];

    public List<KeyBatch> Keys { get; } = [];

    /// <summary>
    /// In one order everywhere, so that two replicas do not wait for each other. What came alone may be refused for what came
    /// before it, so it is a part of its own.
    /// </summary>
    public static List<ContextBatch> Of(IReadOnlyList<Incoming> messages, Predicate<int> alone)
    {
        var contexts = new Dictionary<string, ContextBatch>(StringComparer.Ordinal);
        var keys = new Dictionary<(string, string, string), KeyBatch>();
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (!contexts.TryGetValue(message.Context, out var context)) contexts.Add(message.Context, context = new(message.Context));
            if (message.Type == TimelineMessageType.NewTimeline)
            {
                context.Begins.Add(i);
                continue;
            }

            var name = (message.Context, message.Name, message.Host);
            var isAlone = alone(i);
            if (!keys.TryGetValue(name, out var key)) context.Keys.Add(key = new(message.Name, message.Host, isAlone));
            else if (isAlone || key.IsAlone) key = key.Next = new(message.Name, message.Host, isAlone);
            keys[name] = key;
            key.Add(i, message);
        }

        return [.. contexts.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];
    }
}

/// <summary>Messages of one name and host.</summary>
/// <param name="isAlone">Whether it is one message that came by itself.</param>
internal sealed class KeyBatch(string name, string host, bool isAlone)
{
    public string Name => name;

    public string Host => host;

    public bool IsAlone => isAlone;

    /// <summary>The places of starts and ends, in the order in which they came.</summary>
    public List<int> Places { get; } = [];

    /// <summary>What those say, in any order.</summary>
    public List<Mark> Marks { get; } = [];

    /// <summary>The places of points.</summary>
    public List<int> Points { get; } = [];

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    /// <summary>Those to be looked at when these are written.</summary>
    public KeyBatch? Next { get; set; }

    public void Add(int place, in Incoming message)
    {
        if (message.Type == TimelineMessageType.Single)
        {
            Points.Add(place);
            return;
        }

        Places.Add(place);
        Marks.Add(message.Mark);
        (First, Last) = (Math.Min(First, message.Time), Math.Max(Last, message.Time));
    }
}
