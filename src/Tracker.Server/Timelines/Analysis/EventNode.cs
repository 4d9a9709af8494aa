using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Analysis;

/// <summary>
/// An event in its place among others, or an ancestor that nobody sent and that spans its descendants. Where several hosts
/// sent one name, it stands for all of them, and each has a node below it.
/// </summary>
public sealed class EventNode
{
    private readonly List<EventNode> _children = [];

    internal EventNode(string name, string label, EventNode? parent)
    {
        (Name, Label, Parent) = (name, label, parent);
        parent?._children.Add(this);
    }

    /// <summary>The whole name, with its escapes.</summary>
    public string Name { get; }

    /// <summary>What stands in its row: the last part of the name, or the host.</summary>
    public string Label { get; }

    public EventNode? Parent { get; }

    public int Depth => Parent is { IsRoot: false } parent ? parent.Depth + 1 : 0;

    /// <summary>Null for one that nobody sent.</summary>
    public TimelineEvent? Event { get; internal set; }

    public IReadOnlyList<EventNode> Children => _children;

    public DateTimeOffset Start { get; private set; }

    /// <summary>The last thing that is known of it; its end when it is over.</summary>
    public DateTimeOffset Last { get; private set; }

    public EventProgress Progress { get; private set; } = EventProgress.Ended;

    /// <summary>Its own, or the worst of its descendants'.</summary>
    public TimelineStatus Status { get; private set; }

    /// <summary>Whether the whole waited for it.</summary>
    public bool IsCritical { get; internal set; }

    /// <summary>How long it usually takes; null when nothing is known.</summary>
    public Spread? Usual { get; internal set; }

    public Pace Pace { get; internal set; }

    /// <summary>Of one that is under way: when it will be over; null when it is later than all that was seen.</summary>
    public DateTimeOffset? Expected { get; internal set; }

    internal bool IsRoot => Name.Length == 0;

    public bool IsHostOf(EventNode parent) => ReferenceEquals(Parent, parent) && Name == parent.Name;

    public DateTimeOffset EndAt(DateTimeOffset now) => Progress == EventProgress.Open && now > Start ? now : Last;

    /// <summary>Null for points and what was abandoned, which have none.</summary>
    public TimeSpan? DurationAt(DateTimeOffset now) => Progress is EventProgress.Ended or EventProgress.Open ? EndAt(now) - Start : null;

    public IEnumerable<EventNode> SelfAndDescendants() => _children.SelectMany(c => c.SelfAndDescendants()).Prepend(this);

    /// <summary>Takes from its descendants what it does not have itself; they come first.</summary>
    internal void Settle()
    {
        foreach (var child in _children) child.Settle();
        _children.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : string.CompareOrdinal(a.Name + a.Label, b.Name + b.Label));
        if (Event is { } own)
        {
            (Start, Last, Progress, Status) = (own.Start, own.End ?? own.Start, own.Progress, own.Status);
            return;
        }

        if (_children.Count == 0) return;
        (Start, Last) = (_children[0].Start, _children.Max(c => c.Last));
        Status = _children.Select(c => c.Status).Aggregate(Badness.Worse);
        Progress = _children.Exists(c => c.Progress == EventProgress.Open) ? EventProgress.Open
            : _children.Exists(c => c.Progress == EventProgress.Abandoned) ? EventProgress.Abandoned
            : EventProgress.Ended;
    }
}
