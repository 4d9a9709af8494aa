using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Demo.Plan;

/// <summary>A step of a process, and how long it usually takes.</summary>
/// <param name="Minutes">Of a step without parts.</param>
internal sealed record DemoStep(string Name, double Minutes, params DemoStep[] Parts)
{
    /// <summary>Its parts run at the same time.</summary>
    public bool IsParallel { get; init; }
}

/// <summary>One timeline, as the process that it is about tells it.</summary>
/// <param name="Label">Such as the number of a build.</param>
/// <param name="Slow">The step that takes longer, and by how many minutes.</param>
/// <param name="Fails">The step at which it ends.</param>
internal sealed record DemoProcess(string Context, string Label, string Host, DateTimeOffset Begin, (string Step, double Minutes) Slow, string Fails = "")
{
    private readonly List<Incoming> _told = [];
    private bool _failed;

    /// <summary>When it would be over; what lies after the month's end is not told.</summary>
    public DateTimeOffset AddTo(DemoScript script, DemoStep[] steps, Random random)
    {
        script.Add(new TimelineTold(Begin, [new(Context, Label, "", TimelineMessageType.NewTimeline, Instant.ToMicroseconds(Begin), TimelineStatus.None)]));
        var at = Begin.AddSeconds(1);
        foreach (var step in steps) at = _failed ? at : Tell(step, step.Name, at, random);
        var until = Instant.ToMicroseconds(script.End);
        script.Add(new TimelineTold(at < script.End ? at : script.End, [.. _told.Where(m => m.Time <= until)]));
        script.Add(new TimelineWatched(at.AddSeconds(20), Context));
        return at;
    }

    private DateTimeOffset Tell(DemoStep step, string name, DateTimeOffset from, Random random)
    {
        Say(name, TimelineMessageType.Start, from);
        var (at, end) = (from, from);
        foreach (var part in step.Parts)
        {
            if (_failed) break;
            var ended = Tell(part, name + "." + part.Name, at, random);
            end = ended > end ? ended : end;
            if (!step.IsParallel) at = ended;
        }

        if (step.Parts.Length == 0) end = from.AddMinutes((step.Minutes * (0.95 + (0.1 * random.NextDouble()))) + (name == Slow.Step ? Slow.Minutes : 0));
        _failed |= name == Fails;
        Say(name, TimelineMessageType.End, end, _failed ? TimelineStatus.Failed : TimelineStatus.Ok);
        return end;
    }

    private void Say(string name, TimelineMessageType type, DateTimeOffset at, TimelineStatus status = TimelineStatus.None) =>
        _told.Add(new(Context, name, Host, type, Instant.ToMicroseconds(at), status));
}
