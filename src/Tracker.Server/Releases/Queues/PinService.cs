using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>Keeps an application at a release in an environment, and lets it go again.</summary>
public sealed class PinService(IDatabase database, ReleaseLedger ledger, ReleaseTelling telling, TimeProvider clock)
{
    private const int MaxReason = 500;

    private const string ByUuid = $"SELECT {QueueStore.ReleaseColumns} FROM release AS r WHERE r.tracker_id = $1 AND r.uuid = $2";

    private const string Newest =
        $"""
        SELECT {QueueStore.ReleaseColumns} FROM release AS r
        WHERE r.id = (SELECT max(release_id) FROM release_entry WHERE tracker_id = $1 AND environment = $2 AND state IN (0, 2, 4))
        """;

    /// <summary>Stays at this release until it is taken away. What does not run there is queued: a roll-back needs no newer release.</summary>
    public async Task<Outcome<ReleasePin>> PinAsync(string application, string environment, Guid release, string reason, Caller caller, CancellationToken ct)
    {
        if (reason.Trim().Length is 0 or > MaxReason) return Failure.Invalid($"reason is required, with at most {MaxReason} characters.");
        return await database.TryWriteAsync<ReleasePin>(
            async write =>
            {
                var environments = await EnvironmentStore.AllAsync(write);
                if (environments.FirstOrDefault(e => e.Name == environment) is not { } here) return ReleaseService.NoEnvironment(environment, environments);
                if (await TrackerStore.LockAsync(write, application) is not { } tracker) return TrackerService.Unknown(application);
                if (await write.FirstAsync(ByUuid, r => QueueStore.ReadRelease(r, 0), tracker.Id, release) is not { } found)
                {
                    return Failure.NotFound($"release: {application} has no release {release}.");
                }

                var pin = new ReleasePin(tracker.Id, environment, found.Id, reason, caller.Author, Instant.Truncate(clock.GetUtcNow()));
                await QueueStore.PinAsync(write, pin);
                var isThere = await QueueStore.CurrentAsync(write, tracker.Id, environment) == found.Id;
                var isNext = (await QueueStore.QueuedAsync(write, tracker.Id, environment))?.Release == found.Id;
                if (!isThere && !isNext
                    && await ledger.EnterAsync(write, tracker, found, here, from: null, caller.Author, caller) is { } failure)
                {
                    return failure;
                }

                await telling.TellAsync(write, tracker, "pinned", Severity.Warning, $"{application} is pinned to {found.Name} in {environment}: {reason}", environment, caller);
                await write.ChangedAsync(ReleaseTelling.Topic, tracker.Name);
                return pin;
            },
            ct, Isolation.RowLocks);
    }

    /// <summary>Takes a pin away: the newest release that came as far as that environment is queued again.</summary>
    public Task<Outcome<ReleasePin>> UnpinAsync(string application, string environment, Caller caller, CancellationToken ct)
    {
        return database.TryWriteAsync<ReleasePin>(
            async write =>
            {
                var environments = await EnvironmentStore.AllAsync(write);
                if (await TrackerStore.LockAsync(write, application) is not { } tracker) return TrackerService.Unknown(application);
                if (await QueueStore.FindPinAsync(write, tracker.Id, environment) is not { } pin) return Failure.NotFound($"{application} is not pinned in {environment}.");
                await QueueStore.UnpinAsync(write, pin);
                if (environments.FirstOrDefault(e => e.Name == environment) is { } here
                    && await write.FirstAsync(Newest, r => QueueStore.ReadRelease(r, 0), tracker.Id, environment) is { } newest
                    && await ledger.EnterAsync(write, tracker, newest, here, from: null, promotedBy: "", caller) is { } failure)
                {
                    return failure;
                }

                await telling.TellAsync(write, tracker, "unpinned", Severity.Info, $"{application} is not pinned in {environment} any more", environment, caller);
                await write.ChangedAsync(ReleaseTelling.Topic, tracker.Name);
                return pin;
            },
            ct, Isolation.RowLocks);
    }
}
