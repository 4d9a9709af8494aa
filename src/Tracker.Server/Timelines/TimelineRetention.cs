using System.Runtime.CompilerServices;
using Tracker.Server.Operations.Retention;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines;

/// <summary>Deletes timelines that are beyond what their context keeps. The active timeline of a context stays, whatever its age.</summary>
internal sealed class TimelineRetention(
    TimelineReader reader, LeaseStore leases, RunWriter writer, UnusedKeys keys, IDatabase database, TimeProvider clock, ILogger<TimelineRetention> log)
    : PruningWorker("timeline-retention", leases, database, clock, log)
{
    private const int ContextsAtOnce = 500;

    private readonly TimeProvider _clock = clock;

    protected override async IAsyncEnumerable<Unkept> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        List<TimelineContext> contexts;
        var after = "";
        do
        {
            contexts = await reader.ContextsAsync(after, ContextsAtOnce, ct);
            foreach (var context in contexts)
            {
                yield return new($"timelines that {context.Name} does not keep", write => PruneAsync(write, context), Isolation.RowLocks, stop => keys.DeleteAsync(context, stop));
            }

            if (contexts.Count > 0) after = contexts[^1].Name;
        }
        while (contexts.Count == ContextsAtOnce);
    }

    private async ValueTask<int> PruneAsync(IWrite write, TimelineContext listed)
    {
        await ContextStore.LockAsync(write, listed.Name);
        // As it is set by now.
        if (await ContextStore.FindAsync(write, listed.Name) is not { } context) return 0;
        if (await ContextStore.OldestKeptAsync(write, context, _clock.GetUtcNow()) is not { } oldest || oldest == Timeline.First) return 0;
        var deleted = await ContextStore.DeleteRunsAsync(write, writer, context.Id, Timeline.First, oldest);
        if (deleted == 0) deleted = await ContextStore.DeleteTimelinesAsync(write, context.Id, Timeline.First, oldest);
        if (deleted > 0) await write.ChangedAsync(TimelinesModule.Topic, context.Name);
        return deleted;
    }
}
