using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Timelines.Analysis;

/// <summary>Puts timelines into the store: few as messages, many by a statement.</summary>
internal static class TimelineFill
{
    private const int Rows = 100_000;

    /// <summary>Each beginning as many seconds after the instant as it says; a name with an end is a start and an end.</summary>
    public static async Task<TimelineContext> AddAsync(TrackerApp app, string context, DateTimeOffset at, params (string Name, double From, double? To)[] events)
    {
        List<Incoming> messages = [new(context, "", "", TimelineMessageType.NewTimeline, Instant.ToMicroseconds(at), TimelineStatus.None)];
        foreach (var (name, from, to) in events)
        {
            messages.Add(new(context, name, "", TimelineMessageType.Start, Instant.ToMicroseconds(at.AddSeconds(from)), TimelineStatus.None));
            if (to is { } end) messages.Add(new(context, name, "", TimelineMessageType.End, Instant.ToMicroseconds(at.AddSeconds(end)), TimelineStatus.None));
        }

        Assert.True((await app.App.Services.GetRequiredService<TimelineIngest>().TakeAsync(messages, false, TestContext.Current.CancellationToken)).TryGet(out _, out var failure), failure?.Message);
        return (await app.App.Services.GetRequiredService<TimelineReader>().ContextAsync(context, TestContext.Current.CancellationToken))!;
    }

    /// <summary>Timelines an hour apart, each of so many events that take from a second to ten.</summary>
    public static async Task ManyAsync(IDatabase database, TimelineContext context, DateTimeOffset from, int timelines, int events)
    {
        const string numbers = "WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2)";
        const long hour = 3_600_000_000;
        await database.WriteAsync(async write => await write.ExecuteAsync(
            $"{numbers} INSERT INTO timeline(context_id, starts, label, created_at) SELECT $3, $4 + i * {hour}, '', $4 FROM n", 0, timelines - 1, context.Id, from));
        await database.WriteAsync(async write => await write.ExecuteAsync(
            $"{numbers} INSERT INTO timeline_key(context_id, name, host) SELECT $3, 'stage-' || (i % 10) || '.step-' || i, '' FROM n", 0, events - 1, context.Id));
        var first = await database.FirstAsync("SELECT min(id) FROM timeline_key WHERE context_id = $1 AND name LIKE 'stage-%'", r => r.GetInt64(0), TestContext.Current.CancellationToken, context.Id);
        for (long row = 0; row < (long)timelines * events; row += Rows)
        {
            await database.WriteAsync(async write => await write.ExecuteAsync(
                $"""
                {numbers}
                INSERT INTO timeline_run(context_id, start, key_id, kind, ended, status, superseded)
                SELECT $3, $4 + (i / $5) * {hour} + (i % $5) * 1000, $6 + i % $5, 0, $4 + (i / $5) * {hour} + (i % $5) * 1000 + 1000000 * (1 + (i * 7919) % 9), 1, $7 FROM n
                """,
                row, Math.Min(row + Rows, (long)timelines * events) - 1, context.Id, from, events, first, false));
        }
    }
}
