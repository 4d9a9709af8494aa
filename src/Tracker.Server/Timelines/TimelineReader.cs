using System.Data.Common;
using System.Text.Json;
using Tracker.Protocol.Timelines;
using Tracker.Storage;

namespace Tracker.Server.Timelines;

/// <summary>A timeline in a list.</summary>
/// <param name="First">Null when it has no events.</param>
/// <param name="Open">How many events are under way, some of which may have been given up by now.</param>
public sealed record TimelineSummary(Timeline Timeline, DateTimeOffset? First, DateTimeOffset? Last, int Events, int Open, TimelineStatus Worst)
{
    public TimeSpan? Duration => Last - First;
}

/// <summary>All the SQL that reads timelines for people and programs.</summary>
public sealed class TimelineReader(IDatabase database, TimeProvider clock)
{
    /// <summary>What is read of one timeline: starts with their ends, points, and ends without a start.</summary>
    public const int MostEvents = 200_000;

    internal const string ContextColumns =
        "id, name, description, service, environment, host, tags, keep_timelines, keep_days, open_timeout, created_at";

    private const string Contexts = $"SELECT {ContextColumns} FROM timeline_context WHERE name > $1 ORDER BY name LIMIT $2 OFFSET $3";

    // Where the next one begins comes with each.
    private const string Newest =
        """
        SELECT t.starts, t.label, (SELECT min(n.starts) FROM timeline AS n WHERE n.context_id = $1 AND n.starts > t.starts)
        FROM timeline AS t
        WHERE t.context_id = $1 AND t.starts < $2
          AND (t.starts > $4 OR EXISTS (SELECT 1 FROM timeline_run AS r WHERE r.context_id = $1
            AND r.start < coalesce((SELECT min(n.starts) FROM timeline AS n WHERE n.context_id = $1 AND n.starts > t.starts), 9223372036854775807)))
        ORDER BY t.starts DESC LIMIT $3 OFFSET $5
        """;

    private const string Runs =
        """
        SELECT k.name, k.host, r.kind, r.start, r.ended, r.status, r.superseded, r.key_id
        FROM timeline_run AS r JOIN timeline_key AS k ON k.id = r.key_id
        WHERE r.context_id = $1 AND r.start >= $2 AND r.start < $3
        ORDER BY r.start, k.name, k.host, r.kind LIMIT $4
        """;

    private const string Summary =
        """
        SELECT min(start), max(coalesce(ended, start)), count(DISTINCT key_id), count(CASE WHEN kind = 0 AND ended IS NULL AND NOT superseded THEN 1 END), max(status)
        FROM timeline_run WHERE context_id = $1 AND start >= $2 AND start < $3 AND kind <> 1
        """;

    /// <summary>By name, after <paramref name="after"/>.</summary>
    public Task<List<TimelineContext>> ContextsAsync(string after, int limit, CancellationToken ct, int offset = 0) =>
        database.QueryAsync(Contexts, ReadContext, ct, after, limit, offset);

    /// <summary>Null when there is none.</summary>
    public Task<TimelineContext?> ContextAsync(string name, CancellationToken ct) =>
        database.FirstAsync<TimelineContext?>($"SELECT {ContextColumns} FROM timeline_context WHERE name = $1", ReadContext, ct, name);

    /// <summary>
    /// The newest first, those that begin before <paramref name="before"/>. The one that nobody asked for is among them only
    /// when it has events.
    /// </summary>
    public Task<List<Timeline>> TimelinesAsync(TimelineContext context, int limit, CancellationToken ct, long before = long.MaxValue, int offset = 0) => database.QueryAsync(
        Newest, r => new Timeline(context.Name, r.GetInt64(0), r.IsDBNull(2) ? null : r.GetInt64(2), r.GetString(1)), ct, context.Id, before, limit, Timeline.First, offset);

    /// <summary>The timeline that an id, a label or <c>latest</c> names; of several with one label, the newest.</summary>
    public async Task<Timeline?> TimelineAsync(TimelineContext context, string name, CancellationToken ct)
    {
        if (name == "latest") return (await TimelinesAsync(context, 1, ct)).FirstOrDefault();
        long? starts = Timeline.TryParseId(name, out var at)
            ? at
            : await database.FirstAsync("SELECT max(starts) FROM timeline WHERE context_id = $1 AND label = $2 AND label <> ''", r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), ct, context.Id, name);
        if (starts is not { } found) return null;
        var from = (await TimelinesAsync(context, 1, ct, found == long.MaxValue ? found : found + 1)).FirstOrDefault();
        return from?.Starts == found ? from : null;
    }

    public async Task<TimelineSummary> SummaryAsync(TimelineContext context, Timeline timeline, CancellationToken ct) => await database.FirstAsync(
        Summary,
        r => new TimelineSummary(timeline, r.GetInstantOrNull(0), r.GetInstantOrNull(1), r.GetInt32(2), r.GetInt32(3), r.IsDBNull(4) ? TimelineStatus.None : Badness.Status(r.GetInt32(4))),
        ct, context.Id, timeline.Starts, timeline.Ends ?? long.MaxValue) ?? new(timeline, null, null, 0, 0, TimelineStatus.None);

    /// <summary>The timeline with its events, of which <see cref="MostEvents"/> are read at most.</summary>
    public async Task<TimelineContent> ContentAsync(TimelineContext context, Timeline timeline, CancellationToken ct)
    {
        var rows = await database.QueryAsync(Runs, ReadRun, ct, context.Id, timeline.Starts, timeline.Ends ?? long.MaxValue, MostEvents + 1);
        var isCut = rows.Count > MostEvents;
        if (isCut) rows.RemoveAt(MostEvents);
        // The last time that it began stands for the event.
        var latest = new Dictionary<long, TimelineEvent>(rows.Count);
        var now = clock.GetUtcNow();
        foreach (var (key, kind, run) in rows)
        {
            if (kind == RunKind.StrayEnd) continue;
            var progress = run.Progress == EventProgress.Open && run.Start + context.OpenTimeout <= now ? EventProgress.Abandoned : run.Progress;
            latest[key] = run with { Progress = progress, Repeats = latest.TryGetValue(key, out var before) ? before.Repeats + 1 : 0 };
        }

        var events = latest.Values.OrderBy(e => e.Start).ThenBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Host, StringComparer.Ordinal);
        return new(timeline, [.. events], rows.Count(r => r.Kind == RunKind.StrayEnd)) { IsCut = isCut };
    }

    private static (long Key, RunKind Kind, TimelineEvent Run) ReadRun(DbDataReader r)
    {
        var (kind, end) = ((RunKind)r.GetInt32(2), r.GetInstantOrNull(4));
        var progress = kind == RunKind.Point ? EventProgress.Point
            : end is not null ? EventProgress.Ended
            : r.GetBoolean(6) ? EventProgress.Abandoned
            : EventProgress.Open;
        return (r.GetInt64(7), kind, new(r.GetString(0), r.GetString(1), r.GetInstant(3), end, progress, Badness.Status(r.GetInt32(5)), 0));
    }

    internal static TimelineContext ReadContext(DbDataReader r) => new()
    {
        Id = r.GetInt64(0),
        Name = r.GetString(1),
        Description = r.GetString(2),
        Service = r.GetText(3),
        Environment = r.GetText(4),
        Host = r.GetText(5),
        Tags = JsonSerializer.Deserialize<List<string>>(r.GetString(6))!,
        KeepTimelines = (int?)r.GetInteger(7),
        KeepDays = (int?)r.GetInteger(8),
        OpenTimeout = TimeSpan.FromMicroseconds(r.GetInt64(9)),
        CreatedAt = r.GetInstant(10),
    };
}
