using System.Globalization;

namespace Tracker.Server.Web.Svg;

/// <summary>A mark on a time axis; <paramref name="Context"/> is the coarser date that it is the first of, if it is.</summary>
public readonly record struct TimeTick(DateTimeOffset At, double X, string Label, string? Context);

/// <summary>
/// Maps instants to a width and finds the round ones to mark: milliseconds to decades, round in the viewer's zone, so
/// that a day begins at local midnight and a six-hour mark stays at 06:00 across a clock change.
/// </summary>
public sealed class TimeAxis
{
    private readonly TimeZoneInfo _zone;

    public TimeAxis(DateTimeOffset start, DateTimeOffset end, double left, double width, TimeZoneInfo zone)
    {
        if (width <= 0 || !double.IsFinite(width)) throw new ArgumentOutOfRangeException(nameof(width), width, "An axis has a width above 0.");
        (Start, Left, Width, _zone) = (start, left, width, zone);
        // Something that took no time is drawn in a span of a millisecond rather than divided by zero.
        End = end > start ? end : start.AddMilliseconds(1);
    }

    public DateTimeOffset Start { get; }
    public DateTimeOffset End { get; }
    public double Left { get; }
    public double Width { get; }

    public double X(DateTimeOffset at) => Left + Width * ((at - Start) / (End - Start));

    /// <summary>The same, kept between the ends.</summary>
    public double ClampX(DateTimeOffset at) => Math.Clamp(X(at), Left, Left + Width);

    public DateTimeOffset At(double x) => Start + (End - Start) * ((x - Left) / Width);

    /// <param name="spacing">The least distance between two marks, which their labels need.</param>
    public IReadOnlyList<TimeTick> Ticks(double spacing = 84)
    {
        var step = TimeStep.AtLeast((End - Start) * (spacing / Width));
        var ticks = new List<TimeTick>();
        string? last = null;
        foreach (var at in step.Span > TimeSpan.Zero && step.Span < TimeSpan.FromHours(1) ? Even(step.Span) : Round(step))
        {
            var local = Local(at);
            var context = local.ToString(step.Context, CultureInfo.InvariantCulture);
            ticks.Add(new(at, X(at), local.ToString(step.Label, CultureInfo.InvariantCulture), context == last ? null : context));
            last = context;
        }
        return ticks;
    }

    // Below an hour, marks run on evenly through a clock change: the hour that comes twice has its marks twice.
    private IEnumerable<DateTimeOffset> Even(TimeSpan span)
    {
        var past = Local(Start).Ticks % span.Ticks;
        for (var at = past == 0 ? Start : Start.AddTicks(span.Ticks - past); at <= End; at += span) yield return at;
    }

    // From an hour up they are round on the local clock.
    private IEnumerable<DateTimeOffset> Round(TimeStep step)
    {
        DateTimeOffset? last = null;
        for (var local = step.Floor(Local(Start)); local.Year < 9000; local = step.Next(local))
        {
            if (Instant(local) is not { } at || at < Start || at <= last) continue;
            if (at > End) yield break;
            yield return at;
            last = at;
        }
    }

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone).DateTime;

    // A local midnight that a clock change skips is marked where the day does begin.
    private DateTimeOffset? Instant(DateTime local)
    {
        if (_zone.IsInvalidTime(local))
        {
            if (local.TimeOfDay != TimeSpan.Zero) return null;
            while (_zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        }
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        var utc = local.Ticks - offset.Ticks;
        return utc < 0 || utc > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(utc, TimeSpan.Zero);
    }
}
