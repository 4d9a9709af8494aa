using Quartz;
using Tracker.Protocol.Locks;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks.Freezes;

/// <summary>One time that a freeze window is in force: from its start until just before its end.</summary>
[ModuleService]
public readonly record struct FreezeSpan(DateTimeOffset Start, DateTimeOffset End)
{
    public bool Contains(DateTimeOffset at) => Start <= at && at < End;
}

/// <summary>
/// When a freeze window is in force. Its times begin by the clock on the wall of its zone: one that a clock change skips
/// begins when the clock has jumped, one that comes twice begins with the first. How long it lasts is elapsed time, so
/// no clock change stretches it.
/// </summary>
[ModuleService]
public sealed class FreezeSchedule
{
    private readonly CronExpression? _cron;
    private readonly TimeSpan _duration;
    private readonly FreezeSpan _once;

    private FreezeSchedule(CronExpression cron, TimeSpan duration) => (_cron, _duration) = (cron, duration);

    private FreezeSchedule(FreezeSpan once) => _once = once;

    /// <summary>The schedule of a window that <see cref="FreezeRules"/> found to be right.</summary>
    public static FreezeSchedule Of(FreezeWindow window) => window.Cron.Length > 0
        ? new(
            CronExpression.Parse(window.Cron, CronFormat.Unix).WithTimeZone(TimeZoneInfo.FindSystemTimeZoneById(window.Zone)),
            TimeSpan.FromSeconds(window.DurationSeconds))
        : new(new FreezeSpan(window.StartsAt.ToDateTimeOffset(), window.EndsAt.ToDateTimeOffset()));

    /// <summary>The time that is in force then; where several overlap, the one that ends last.</summary>
    public FreezeSpan? InForce(DateTimeOffset at)
    {
        if (_cron is null) return _once.Contains(at) ? _once : null;
        if (Begins(after: at - _duration) is not { } start || start > at) return null;
        // They overlap when they last longer than the distance between them. Minutes apart and a month long: search by
        // halves, not one after the other.
        var (begun, none) = (start, at);
        while (none - begun > TimeSpan.FromSeconds(1))
        {
            var middle = begun + ((none - begun) / 2);
            if (Begins(after: middle) is { } later && later <= at) begun = later;
            else none = middle;
        }

        return SpanFrom(begun);
    }

    /// <summary>The first time that begins after this instant.</summary>
    public FreezeSpan? NextAfter(DateTimeOffset at)
    {
        if (_cron is null) return _once.Start > at ? _once : null;
        return Begins(after: at) is { } start ? SpanFrom(start) : null;
    }

    /// <summary>The time that is in force then, and those that begin later, one after the other.</summary>
    public IEnumerable<FreezeSpan> From(DateTimeOffset at)
    {
        for (var next = InForce(at) ?? NextAfter(at); next is { } span; next = NextAfter(span.Start)) yield return span;
    }

    /// <summary>What is frozen between two instants, in order, overlapping times as one; at most the first so many.</summary>
    public IEnumerable<FreezeSpan> Between(DateTimeOffset from, DateTimeOffset to, int most)
    {
        FreezeSpan? open = null;
        var next = InForce(from) ?? NextAfter(from);
        for (var i = 0; i < most && next is { } span && span.Start < to; i++)
        {
            if (open is { } before && before.End < span.Start)
            {
                yield return before;
                open = null;
            }

            open = open is { } one ? one with { End = span.End } : span;
            next = InForce(span.End) ?? NextAfter(span.End);
        }

        if (open is { } last) yield return last;
    }

    private DateTimeOffset? Begins(DateTimeOffset after) => _cron!.GetNextValidTimeAfter(after);

    private FreezeSpan SpanFrom(DateTimeOffset start) => new(start, start + _duration);
}
