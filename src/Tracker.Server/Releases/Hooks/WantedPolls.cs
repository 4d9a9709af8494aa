using System.Threading.RateLimiting;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases.Hooks;

/// <summary>
/// Notes that trackers are to be polled before their turn, for the replica that polls: within its hosts' budgets, and each of them at
/// most once in ten seconds. Told again, nothing more happens than a poll that finds nothing.
/// </summary>
public sealed class WantedPolls(IDatabase database, TrackerReader trackers) : IDisposable
{
    /// <summary>The topic of these notes in the change feed.</summary>
    public const string Topic = "release-polls";

    /// <summary>Many applications may have their files in one repository.</summary>
    private const int Most = 1_000;

    private const string Want = "UPDATE release_tracker SET wanted = wanted + 1 WHERE id = $1 AND paused = $2";

    private readonly TokenBucketRateLimiter _rate = new(new()
    {
        TokenLimit = 100,
        TokensPerPeriod = 20,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    /// <returns>How many trackers follow what was pushed to.</returns>
    public Task<Outcome<int>> OfAsync(GitPush push, CancellationToken ct) =>
        NoteAsync(async () => await trackers.OfRepositoryAsync(push.Repository, push.Branch, push.Tag, push.IsDefault, Most, ct), ct);

    public Task<Outcome<int>> OfAsync(IReadOnlyList<string> images, CancellationToken ct) => NoteAsync(
        async () =>
        {
            var ids = new SortedSet<long>();
            foreach (var image in images) ids.UnionWith(await trackers.OfImageAsync(image, Most, ct));
            return [.. ids.Take(Most)];
        },
        ct);

    public void Dispose() => _rate.Dispose();

    private async Task<Outcome<int>> NoteAsync(Func<Task<List<long>>> find, CancellationToken ct)
    {
        using var lease = _rate.AttemptAcquire();
        if (!lease.IsAcquired) return new Failure(RpcCode.ResourceExhausted, "More than 20 webhooks a second; what this one tells is found in the next poll.");
        var ids = await find();
        if (ids.Count == 0) return 0;
        return await database.WriteAsync(
            Isolation.RowLocks,
            async write =>
            {
                // In the order of their ids, as everywhere: so two of these cannot wait for each other.
                foreach (var id in ids) await write.ExecuteAsync(Want, id, false);
                await write.ChangedAsync(Topic, "");
                return ids.Count;
            },
            ct);
    }
}
