using Tracker.Protocol.Timelines;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Analysis;

/// <summary>A timeline among others: its duration, and how that compares with those before it.</summary>
public sealed record TrendPoint(TimelineSummary Summary, Pace Pace);

/// <summary>Reads how long the timelines of a context took, in one statement and without their events.</summary>
public sealed class TrendReader(IDatabase database, TimelineReader timelines, TimeProvider clock)
{
    /// <summary>So many before each are what it is compared with.</summary>
    private const int History = 20;

    private static readonly SqlText Summaries = new(sql => $"""
        SELECT w.starts, min(r.start), max(coalesce(r.ended, r.start)), count(DISTINCT r.key_id),
          count(CASE WHEN r.kind = 0 AND r.ended IS NULL AND NOT r.superseded AND r.start > $3 THEN 1 END), max(r.status)
        FROM {JsonRows.From(sql, "$2", "w", "starts", "ends")}
          JOIN timeline_run AS r ON r.context_id = $1 AND r.start >= w.starts AND r.start < w.ends AND r.kind <> 1
        GROUP BY w.starts
        """);

    /// <summary>The newest first.</summary>
    /// <param name="before">Those that begin before this.</param>
    public async Task<IReadOnlyList<TrendPoint>> ReadAsync(TimelineContext context, int count, CancellationToken ct, long before = long.MaxValue)
    {
        var windows = await timelines.TimelinesAsync(context, count + History, ct, before);
        var found = (await database.QueryAsync(
            Summaries.For(database.Sql),
            r => (Starts: r.GetInt64(0), First: r.GetInstant(1), Last: r.GetInstant(2), Events: r.GetInt32(3), Open: r.GetInt32(4), Worst: Badness.Status(r.GetInt32(5))),
            ct, context.Id, JsonRows.Write(windows.Select(w => new object?[] { w.Starts, w.Ends ?? long.MaxValue })), clock.GetUtcNow() - context.OpenTimeout)).ToDictionary(s => s.Starts);
        var summaries = windows.ConvertAll(w => found.TryGetValue(w.Starts, out var s) ? new TimelineSummary(w, s.First, s.Last, s.Events, s.Open, s.Worst) : new(w, null, null, 0, 0, TimelineStatus.None));
        return [.. summaries.Take(count).Select((s, i) => new TrendPoint(s, PaceOf(s, summaries.Skip(i + 1).Take(History))))];
    }

    private static Pace PaceOf(TimelineSummary summary, IEnumerable<TimelineSummary> before)
    {
        if (summary is not { Open: 0, Duration: { } duration }) return Pace.Unknown;
        var durations = before.Where(b => b is { Open: 0, Duration: not null }).Select(b => (long)b.Duration!.Value.TotalMicroseconds).ToList();
        if (durations.Count == 0) return Pace.Unknown;
        var usual = Spread.Of(durations, [], durations.Count);
        return PaceRule.Of(duration, usual, new Baseline(Baseline.None.Names, usual, durations.Count).Floor);
    }
}
