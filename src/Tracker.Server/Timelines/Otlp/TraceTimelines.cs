using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Otlp;

/// <summary>Where the timelines of traces begin: at the earliest span of each, which may come after later ones.</summary>
internal sealed class TraceTimelines(IDatabase database, TimeProvider clock)
{
    private const int AtOnce = 50;

    private const string Known = "SELECT min(starts) FROM timeline WHERE context_id = $1 AND label = $2";
    private const string Move = "DELETE FROM timeline WHERE context_id = $1 AND label = $2 AND starts > $3";

    /// <summary>Contexts that are unknown are left out.</summary>
    public async Task BeginAsync(IEnumerable<TraceSpan> spans, CancellationToken ct)
    {
        var beginnings = spans.GroupBy(s => (s.Service, s.Trace)).Select(g => (g.Key.Service, g.Key.Trace, Starts: g.Min(s => s.Start)));
        // In the order in which everyone takes the locks.
        foreach (var chunk in beginnings.OrderBy(b => b.Service, StringComparer.Ordinal).Chunk(AtOnce))
        {
            await database.WriteAsync(
                Isolation.RowLocks,
                async write =>
                {
                    foreach (var (service, trace, starts) in chunk) await BeginAsync(write, service, trace, starts);
                    return true;
                },
                ct);
        }
    }

    private async ValueTask BeginAsync(IWrite write, string service, string trace, long starts)
    {
        await ContextStore.LockAsync(write, service);
        if (await ContextStore.FindAsync(write, service) is not { } context) return;
        var known = await write.FirstAsync(Known, r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), context.Id, trace);
        if (known <= starts) return;
        await write.SendAsync(Move, context.Id, trace, starts);
        await RunStore.AddTimelineAsync(write, context.Id, starts, trace, clock.GetUtcNow());
        await write.ChangedAsync(TimelinesModule.Topic, service);
    }
}
