using System.Runtime.CompilerServices;
using System.Text.Json;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Locks;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>What deployers and people do with queues.</summary>
public sealed class ReleaseService(IDatabase database, ReleaseLedger ledger, ReleaseReader releases, QueueReader queues, ServiceLocks locks, EnvironmentNames names, TimeProvider clock)
{
    private const int MaxReason = 500;

    /// <summary>A claim that another deployer was quicker with is followed by the next one, so many times.</summary>
    private const int MaxTries = 20;

    private delegate ValueTask<Outcome<QueueEntry>> EntryChange(IWrite write, ReleaseTracker tracker, Release release, QueueEntry entry);

    /// <summary>
    /// Gives the first release of a queue that may go to a deployer; null when none may. Asked again with the same idempotency key,
    /// the same claim is answered while it lasts.
    /// </summary>
    /// <param name="lockToken">Of a deploy lock that the deployer holds already: what that lock covers is given, and goes under it.</param>
    public async Task<Outcome<QueuedRelease?>> NextAsync(string environment, string deployer, TimeSpan lease, long? lockToken, Caller caller, CancellationToken ct)
    {
        var environments = await releases.EnvironmentsAsync(ct);
        if (environments.All(e => e.Name != environment)) return NoEnvironment(environment, environments);
        if (Wrong("deployer", deployer) is { } wrong) return wrong;
        if (lease < ReleaseLedger.ShortestLease || lease > ReleaseLedger.LongestLease) return Failure.Invalid("lease must be 10 seconds to 24 hours.");
        if (await ClaimedAsync(environment, caller, ct) is { } again) return again;
        DeployLock? shown = null;
        if (lockToken is { } token)
        {
            if (!(await locks.ShownAsync(token, caller, ct)).TryGet(out shown, out var shut)) return shut;
            if (queues.WrongLock(shown, environment) is { } elsewhere) return elsewhere;
        }

        var tries = 0;
        await foreach (var waiting in QueueAsync(environment, environments, ct))
        {
            if (waiting.Entry.State != QueueState.Queued || Gates.Closed(waiting, clock.GetUtcNow()).Count > 0) continue;
            if (shown is not null && !queues.Covers(shown, waiting)) continue;
            if (Gates.Closed(await queues.CompleteAsync(waiting, ct, shown), clock.GetUtcNow()).Count > 0) continue;
            var claimed = await ClaimAsync(waiting, deployer, lease, lockToken, caller, ct);
            if (claimed.TryGet(out var entry, out var failure)) return new QueuedRelease(entry, waiting.Release, waiting.Application);
            if (failure.Code != RpcCode.Aborted) return failure;
            // The same call under the same key may have been quicker.
            if (await ClaimedAsync(environment, caller, ct) is { } meanwhile) return meanwhile;
            if (++tries == MaxTries) break;
        }

        return (QueuedRelease?)null;
    }

    /// <summary>All of a queue: any number may wait for somebody in front of the one that may go.</summary>
    private async IAsyncEnumerable<Waiting> QueueAsync(string environment, IReadOnlyList<ReleaseEnvironment> environments, [EnumeratorCancellation] CancellationToken ct)
    {
        for (long after = 0; ;)
        {
            var some = await queues.QueueAsync(environment, environments, ct, after);
            foreach (var waiting in some) yield return waiting;
            if (some.Count < QueueReader.Most) yield break;
            after = some[^1].Entry.Id;
        }
    }

    /// <summary>What was claimed under the caller's idempotency key; null when nothing was, or it has no key.</summary>
    private async Task<Outcome<QueuedRelease?>?> ClaimedAsync(string environment, Caller caller, CancellationToken ct)
    {
        if (ReleaseLedger.ClaimKeyOf(caller) is not { } key || await releases.ClaimedAsync(key, ct) is not { } claimed) return null;
        return claimed.Entry.Environment == environment ? claimed
            : new Failure(RpcCode.FailedPrecondition, $"This Idempotency-Key claimed something for {claimed.Entry.Environment}; take a new one.") { HttpStatus = 422 };
    }

    public Task<Outcome<QueuedRelease>> RenewAsync(Guid id, int? attempt, Caller caller, CancellationToken ct) =>
        OnEntryAsync(id, (write, tracker, _, entry) => OfAttempt(entry, attempt) is { } wrong ? Refuse(wrong) : ledger.RenewAsync(write, tracker, entry, caller), ct);

    /// <summary>Told again, it is answered again.</summary>
    public Task<Outcome<QueuedRelease>> DeployedAsync(Guid id, int? attempt, Caller caller, CancellationToken ct) => OnEntryAsync(
        id,
        async (write, tracker, _, entry) =>
        {
            if (OfAttempt(entry, attempt) is { } wrong) return wrong;
            if (entry.State == QueueState.Deployed && entry.Principal == caller.Principal.Id) return entry;
            return await ledger.DeployedAsync(write, tracker, tracker.Requirements, entry, await EnvironmentStore.AllAsync(write), caller);
        },
        ct);

    public async Task<Outcome<QueuedRelease>> FailedAsync(Guid id, int? attempt, string reason, Caller caller, CancellationToken ct) =>
        Wrong("reason", reason) is { } wrongReason ? wrongReason : await OnEntryAsync(
            id,
            async (write, tracker, _, entry) =>
            {
                if (OfAttempt(entry, attempt) is { } wrong) return wrong;
                return entry.State == QueueState.Failed && entry.Principal == caller.Principal.Id ? entry : await ledger.FailedAsync(write, tracker, entry, reason, caller);
            },
            ct);

    public async Task<Outcome<QueuedRelease>> SkipAsync(Guid id, string reason, Caller caller, CancellationToken ct) =>
        Wrong("reason", reason) is { } wrong ? wrong : await OnceAsync(
            "skip", reason, caller, id, (write, tracker, release, entry) => ledger.SkipAsync(write, tracker, release, entry, reason, caller), ct);

    public Task<Outcome<QueuedRelease>> ApproveAsync(Guid id, Caller caller, CancellationToken ct) => OnceAsync(
        "approve", "", caller, id,
        async (write, tracker, release, entry) => entry.State == QueueState.Queued ? await ledger.ApproveAsync(write, tracker, release, entry, caller) : ReleaseLedger.NotQueued(entry),
        ct);

    /// <summary>
    /// Decides that a release goes on: one that is queued may go, whatever its version; one that was deployed is queued for the next
    /// environment, one that failed or was skipped for the same once more.
    /// </summary>
    public Task<Outcome<QueuedRelease>> PromoteAsync(Guid id, Caller caller, CancellationToken ct) => OnceAsync(
        "promote", "", caller, id,
        async (write, tracker, release, entry) =>
        {
            if (entry.State == QueueState.Queued) return await ledger.PromoteAsync(write, tracker, release, entry, caller);
            if (entry.State is QueueState.Claimed) return new Failure(RpcCode.FailedPrecondition, $"{entry.ClaimedBy} is deploying it to {entry.Environment}; promote it when it is there.");
            var environments = await EnvironmentStore.AllAsync(write);
            var here = environments.FirstOrDefault(e => e.Name == entry.Environment);
            var next = entry.State == QueueState.Deployed ? ReleasePath.Next(environments, e => tracker.Requirements?.Omits(e, names) == true, here) : here;
            if (here is null || next is null) return new Failure(RpcCode.FailedPrecondition, $"{tracker.Name} goes nowhere after {entry.Environment}.");
            // Said once more, it is not done once more.
            if (await QueueStore.OpenAsync(write, tracker.Id, next.Name, release.Id) is { } open)
            {
                return open is { State: QueueState.Queued, PromotedBy: "" } ? await ledger.PromoteAsync(write, tracker, release, open, caller) : open;
            }

            if (await QueueStore.CurrentAsync(write, tracker.Id, next.Name) == release.Id)
            {
                return new Failure(RpcCode.FailedPrecondition, $"{release.Name} runs in {next.Name} already.");
            }

            var from = entry.State == QueueState.Deployed ? entry : null;
            if (await ledger.EnterAsync(write, tracker, release, next, from, caller.Author, caller) is { } failure) return failure;
            return await QueueStore.QueuedAsync(write, tracker.Id, next.Name) is { } entered && entered.Release == release.Id
                ? entered
                : new Failure(RpcCode.FailedPrecondition, $"{tracker.Name} is pinned in {next.Name}, and what it is pinned to waits there; take the pin away first.");
        },
        ct);

    private Task<Outcome<QueueEntry>> ClaimAsync(Waiting waiting, string deployer, TimeSpan lease, long? lockToken, Caller caller, CancellationToken ct) => database.TryWriteAsync<QueueEntry>(
        async write =>
        {
            if (ReleaseLedger.ClaimKeyOf(caller) is { } key)
            {
                await write.LockAsync("release-claim:" + key);
                if (await QueueStore.IsClaimKeyUsedAsync(write, key)) return Moved(waiting);
            }

            if (await TrackerStore.LockAsync(write, waiting.Entry.Application) is not { } tracker) return Moved(waiting);
            // What was judged is what is claimed.
            var isSame = await QueueStore.LockAsync(write, waiting.Entry.Uuid) == waiting.Entry
                && await QueueStore.FindPinAsync(write, tracker.Id, waiting.Environment.Name) == waiting.Pin
                && await QueueStore.CurrentAsync(write, tracker.Id, waiting.Environment.Name) == (waiting.Current?.Id ?? 0);
            return isSame ? await ledger.ClaimAsync(write, tracker, waiting.Entry, deployer, lease, lockToken, caller) : Moved(waiting);
        },
        ct, Isolation.RowLocks);

    private async Task<Outcome<QueuedRelease>> OnEntryAsync(Guid id, EntryChange change, CancellationToken ct)
    {
        if (await releases.FindAsync(id, ct) is not { } found) return Unknown(id);
        return (await database.TryWriteAsync(Changing(found, change), ct, Isolation.RowLocks)).TryGet(out var after, out var failure) ? found with { Entry = after } : failure;
    }

    /// <summary>The same for a decision: sent again under its idempotency key it is answered again, and not made again.</summary>
    private async Task<Outcome<QueuedRelease>> OnceAsync(string decision, string reason, Caller caller, Guid id, EntryChange change, CancellationToken ct)
    {
        if (await releases.FindAsync(id, ct) is not { } found) return Unknown(id);
        var done = await database.TryWriteOnceAsync(
            caller, "releases." + decision, () => JsonSerializer.SerializeToUtf8Bytes(new { id, reason }), entry => JsonSerializer.SerializeToUtf8Bytes(entry),
            bytes => JsonSerializer.Deserialize<QueueEntry>(bytes)!, Changing(found, change), ct, Isolation.RowLocks);
        return done.TryGet(out var after, out var failure) ? found with { Entry = after } : failure;
    }

    private static Func<IWrite, ValueTask<Outcome<QueueEntry>>> Changing(QueuedRelease found, EntryChange change) => async write =>
        await TrackerStore.LockAsync(write, found.Entry.Application) is { } tracker && await QueueStore.LockAsync(write, found.Entry.Uuid) is { } entry
            ? await change(write, tracker, found.Release, entry)
            : Unknown(found.Entry.Uuid);

    public static Failure NoEnvironment(string name, IReadOnlyList<ReleaseEnvironment> environments) =>
        Failure.NotFound($"There is no environment {name}; there is {string.Join(", ", environments.Select(e => e.Name))}.");

    private static Failure Unknown(Guid id) => Failure.NotFound($"There is no release {id} in any queue.");

    private static Failure Moved(Waiting waiting) => new(RpcCode.Aborted, $"{waiting.Application} was changed at this moment.");

    private static Failure? OfAttempt(QueueEntry entry, int? attempt) => attempt is null || attempt == entry.Attempts
        ? null
        : new(RpcCode.FailedPrecondition, $"attempt: the claim {attempt} ended, and the release was claimed again since; it is at attempt {entry.Attempts}.");

    private static ValueTask<Outcome<QueueEntry>> Refuse(Failure failure) => ValueTask.FromResult<Outcome<QueueEntry>>(failure);

    private static Failure? Wrong(string field, string text) => text.Trim().Length is > 0 and <= MaxReason ? null : Failure.Invalid($"{field} is required, with at most {MaxReason} characters.");
}
