using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Analysis;

/// <summary>The durations of one name in all the timelines that were read.</summary>
internal sealed class NameSamples(NameSamples? parent)
{
    public NameSamples? Parent => parent;

    public List<long> Durations { get; } = [];

    public List<long> Rests { get; } = [];

    /// <summary>In how many timelines.</summary>
    public int Timelines { get; private set; }

    // Of the timeline at hand: what its descendants span, and whether it was measured itself.
    public int Touched { get; set; } = -1;

    public int Measured { get; private set; } = -1;

    public long First { get; set; }

    public long Last { get; set; }

    public bool IsBroken { get; set; }

    public void Add(int timeline, long duration, long rest)
    {
        Durations.Add(duration);
        Rests.Add(rest);
        if (Measured != timeline) Timelines++;
        Measured = timeline;
    }
}

/// <summary>Gathers a <see cref="Baseline"/> from timelines, one after the other, each of them in any order.</summary>
internal sealed class BaselineBuilder
{
    private readonly Dictionary<string, NameSamples> _names = new(StringComparer.Ordinal);
    private readonly NameSamples _whole = new(null);
    private readonly List<Timed> _timeline = [];
    private readonly List<NameSamples> _ancestors = [];
    private bool _isUnderWay;
    private int _timelines;

    /// <summary>A name, to add events of it by.</summary>
    public NameSamples Name(string name)
    {
        if (_names.TryGetValue(name, out var known)) return known;
        return _names[name] = new(EventName.Parent(name) is { } parent ? Name(parent) : null);
    }

    /// <summary>An event of the timeline at hand. Instants are microseconds.</summary>
    public void Add(NameSamples name, long start, long? end, EventProgress progress, TimelineStatus status)
    {
        _isUnderWay |= progress == EventProgress.Open;
        _timeline.Add(new(name, start, end, progress, status));
    }

    /// <summary>The timeline at hand is complete. One that is still under way says nothing of what is usual.</summary>
    public void Complete()
    {
        if (!_isUnderWay && _timeline.Count > 0) Count();
        Drop();
    }

    /// <summary>The timeline at hand was not read to its end.</summary>
    public void Drop()
    {
        _timeline.Clear();
        _isUnderWay = false;
    }

    public Baseline Build() => new(
        _names.Where(n => n.Value.Durations.Count > 0).ToDictionary(n => n.Key, n => SpreadOf(n.Value), StringComparer.Ordinal),
        _whole.Durations.Count == 0 ? null : SpreadOf(_whole), _timelines);

    private void Count()
    {
        var (first, last) = (_timeline.Min(e => e.Start), _timeline.Max(e => e.End ?? e.Start));
        var isBroken = false;
        _ancestors.Clear();
        foreach (var one in _timeline)
        {
            // What failed or was skipped took another time than what went well.
            if (one is { Progress: EventProgress.Ended, End: { } end, Status: not (TimelineStatus.Failed or TimelineStatus.Skipped) })
            {
                one.Name.Add(_timelines, end - one.Start, last - end);
            }

            isBroken |= one.Progress == EventProgress.Abandoned;
            for (var ancestor = one.Name.Parent; ancestor is not null; ancestor = ancestor.Parent) Span(ancestor, one);
        }

        foreach (var ancestor in _ancestors.Where(a => !a.IsBroken && a.Measured != _timelines)) ancestor.Add(_timelines, ancestor.Last - ancestor.First, last - ancestor.Last);
        if (!isBroken) _whole.Add(_timelines, last - first, 0);
        _timelines++;
    }

    private void Span(NameSamples ancestor, in Timed one)
    {
        var last = one.End ?? one.Start;
        if (ancestor.Touched != _timelines)
        {
            (ancestor.Touched, ancestor.First, ancestor.Last, ancestor.IsBroken) = (_timelines, one.Start, last, false);
            _ancestors.Add(ancestor);
        }

        (ancestor.First, ancestor.Last) = (Math.Min(ancestor.First, one.Start), Math.Max(ancestor.Last, last));
        ancestor.IsBroken |= one.Progress == EventProgress.Abandoned;
    }

    private static Spread SpreadOf(NameSamples name) => Spread.Of(name.Durations, name.Rests, name.Timelines);

    private readonly record struct Timed(NameSamples Name, long Start, long? End, EventProgress Progress, TimelineStatus Status);
}
