namespace Tracker.Server.Web.Svg;

/// <summary>A round distance between two marks: a span of time, or a number of calendar months.</summary>
internal sealed record TimeStep(TimeSpan Span, int Months, string Label, string Context)
{
    private static readonly TimeStep[] Steps =
    [
        .. Spans(TimeSpan.FromMilliseconds(1), "ss.fff", "d MMM HH:mm", 1, 2, 5, 10, 20, 50, 100, 200, 500),
        .. Spans(TimeSpan.FromSeconds(1), "HH:mm:ss", "ddd d MMM yyyy", 1, 2, 5, 10, 15, 30),
        .. Spans(TimeSpan.FromMinutes(1), "HH:mm", "ddd d MMM yyyy", 1, 2, 5, 10, 15, 30),
        .. Spans(TimeSpan.FromHours(1), "HH:mm", "ddd d MMM yyyy", 1, 2, 3, 6, 12),
        .. Spans(TimeSpan.FromDays(1), "ddd d", "MMMM yyyy", 1, 2),
        .. Spans(TimeSpan.FromDays(1), "d MMM", "yyyy", 7, 14),
        .. Calendar("MMM", "yyyy", 1, 3, 6),
        .. Calendar("yyyy", "'years'", 12, 24, 60, 120, 240, 600, 1200),
    ];

    // Weeks begin on a Monday: 1 January of the year 1 was one.
    private static readonly DateTime Monday = DateTime.MinValue;

    public static TimeStep AtLeast(TimeSpan span) => Array.Find(Steps, step => step.Length >= span) ?? Steps[^1];

    /// <summary>The last mark at or before an instant of the local clock.</summary>
    public DateTime Floor(DateTime local)
    {
        if (Months == 0) return Monday.AddTicks(local.Ticks / Span.Ticks * Span.Ticks);
        var month = (local.Year - 1) * 12 + local.Month - 1;
        return DateTime.MinValue.AddMonths(month / Months * Months);
    }

    public DateTime Next(DateTime local) => Months == 0 ? local + Span : local.AddMonths(Months);

    private TimeSpan Length => Months == 0 ? Span : TimeSpan.FromDays(28 * Months);

    private static IEnumerable<TimeStep> Spans(TimeSpan unit, string label, string context, params int[] counts) =>
        counts.Select(count => new TimeStep(unit * count, 0, label, context));

    private static IEnumerable<TimeStep> Calendar(string label, string context, params int[] months) =>
        months.Select(count => new TimeStep(TimeSpan.Zero, count, label, context));
}
