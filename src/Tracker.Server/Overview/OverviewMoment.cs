using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Overviews;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Overview;

/// <summary>For when, and for whom, an overview is read.</summary>
[ModuleService]
public sealed record OverviewMoment(DateTimeOffset Now, TimeZoneInfo Zone, Principal Reader)
{
    /// <summary>How far ahead one looks, and how far back for what went wrong once.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromHours(24);

    /// <summary>Of one kind no more are shown: then follows how many there are besides.</summary>
    public const int MostOfKind = 5;

    private DateOnly Day => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);

    public DateTimeOffset Today => LocalDay.StartOf(Day, Zone);

    public DateTimeOffset Tomorrow => LocalDay.StartOf(Day.AddDays(1), Zone);

    public DateTimeOffset Yesterday => LocalDay.StartOf(Day.AddDays(-1), Zone);

    /// <summary>The first ones of a kind, and one row for the others.</summary>
    /// <param name="rows">The worst first.</param>
    /// <param name="total">How many there are in all; those read unless more are known.</param>
    /// <param name="others">What the others are, such as <c>more tasks are down</c>.</param>
    /// <param name="list">Where they are listed.</param>
    public static IEnumerable<Attention> Few(IReadOnlyCollection<Attention> rows, long total, string others, string list)
    {
        if (rows.Count == 0) return [];
        var (shown, rest) = (rows.Take(MostOfKind), Math.Max(total, rows.Count) - Math.Min(rows.Count, MostOfKind));
        return rest == 0 ? shown : shown.Append(new()
        {
            Module = rows.First().Module,
            Kind = rows.First().Kind,
            Urgency = rows.First().Urgency,
            Title = $"{rest} {others}",
            // Behind the ones that it stands for.
            Since = rows.Select(r => r.Since).Where(s => s is not null).DefaultIfEmpty(new Timestamp()).Min(),
            Link = list,
        });
    }
}
