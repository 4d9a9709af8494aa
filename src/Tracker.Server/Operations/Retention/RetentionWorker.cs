using System.Runtime.CompilerServices;
using Tracker.Storage;

namespace Tracker.Server.Operations.Retention;

/// <summary>Deletes what is older than the retention rules keep it.</summary>
internal sealed class RetentionWorker(RetentionService retention, LeaseStore leases, IDatabase database, TimeProvider clock, ILogger<RetentionWorker> log)
    : PruningWorker("retention", leases, database, clock, log)
{
    private readonly TimeProvider _clock = clock;

    protected override async IAsyncEnumerable<Unkept> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var (rule, days) in await retention.ListAsync(ct))
        {
            if (days is not { } kept) continue;
            var before = _clock.GetUtcNow().AddDays(-kept);
            yield return new($"{rule.Name} older than {kept} days", write => rule.Prune(write, before));
        }
    }
}
