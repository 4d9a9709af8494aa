namespace Tracker.Server.Events.Views;

public sealed record StreamlineBar(EventSpan Span, int Lane);

/// <param name="Key">The service, or the environment by the contract's name; empty for none.</param>
/// <param name="Lanes">How many bars lie above each other at most.</param>
/// <param name="Overlaps">Events of one service and environment at the same time.</param>
public sealed record StreamlineRow(string Key, int Lanes, IReadOnlyList<StreamlineBar> Bars, IReadOnlyList<EventOverlap> Overlaps);

/// <summary>Events over time, a row for each service or environment, as many lanes in a row as it takes.</summary>
/// <param name="Hidden">Events that there was no room for.</param>
public sealed record Streamline(IReadOnlyList<StreamlineRow> Rows, int Hidden)
{
    public const int MaxRows = 200;

    public int Bars => Rows.Sum(r => r.Bars.Count);

    /// <param name="spans">In any order; those outside of the range are left out.</param>
    /// <param name="from">Where the picture begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="byEnvironment">A row for each environment instead of each service.</param>
    /// <param name="maxBars">The newest so many are kept.</param>
    /// <param name="least">The time that the narrowest bar takes in the picture: bars closer than that get lanes of their own.</param>
    public static Streamline Of(
        IEnumerable<EventSpan> spans, DateTimeOffset from, DateTimeOffset to, bool byEnvironment, int maxBars, TimeSpan least)
    {
        var seen = spans.Where(s => s.Touches(from, to)).OrderByDescending(s => s.Start).ToList();
        var groups = seen.Take(maxBars)
            .GroupBy(s => byEnvironment ? EventNames.Of(s.Event.Environment) : s.Event.Service)
            .OrderBy(g => byEnvironment ? Order(g.First().Event.Environment) : 0)
            .ThenBy(g => g.Key, StringComparer.OrdinalIgnoreCase).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(MaxRows);
        var rows = groups.Select(g => Row(g.Key, g, least)).ToList();
        return new(rows, seen.Count - rows.Sum(r => r.Bars.Count));
    }

    private static StreamlineRow Row(string key, IEnumerable<EventSpan> spans, TimeSpan least)
    {
        var free = new List<DateTimeOffset>();
        var bars = new List<StreamlineBar>();
        foreach (var span in spans.OrderBy(s => s.Start).ThenByDescending(s => s.End))
        {
            var lane = free.FindIndex(end => end <= span.Start);
            if (lane < 0)
            {
                lane = free.Count;
                free.Add(default);
            }

            free[lane] = span.Duration > least ? span.End : span.Start + least;
            bars.Add(new(span, lane));
        }

        // Changes and the incidents beside them; a drift that stays open for weeks overlaps everything and tells nothing.
        var overlaps = EventOverlaps.Find(bars.Select(b => b.Span).Where(s => EventOverlaps.Counts(s.Event.Type)), limit: 200);
        return new(key, free.Count, bars, overlaps.Pairs);
    }

    private static int Order(EventEnvironment environment) => environment == EventEnvironment.Unspecified ? int.MaxValue : (int)environment;
}
