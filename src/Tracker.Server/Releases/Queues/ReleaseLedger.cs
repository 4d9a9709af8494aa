using Tracker.Protocol.Events;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>
/// Every step of a release, inside a write that has the application's row to itself: so of one application one thing happens
/// after the other.
/// </summary>
public sealed class ReleaseLedger(ReleaseTelling telling, EnvironmentNames names, TimeProvider clock)
{
    public static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan LongestLease = TimeSpan.FromHours(24);

    /// <summary>An image and the configuration in force become a release, which enters the first environment.</summary>
    internal async ValueTask<Outcome<Release>> ReleaseAsync(
        IWrite write, ReleaseTracker tracker, TrackedRequirements requirements, string tag, string digest, ReleaseCause cause, IReadOnlyList<ReleaseEnvironment> environments)
    {
        var release = await QueueStore.InsertAsync(write, new Release
        {
            Uuid = Guid.CreateVersion7(clock.GetUtcNow()),
            Application = tracker.Id,
            Image = requirements.Image,
            Tag = tag,
            Digest = digest,
            Cause = cause,
            Requirements = requirements.Id,
            CreatedAt = Now(),
        });
        await write.ChangedAsync(ReleaseTelling.Topic, tracker.Name);
        if (ReleasePath.Next(environments, e => requirements.Omits(e, names), after: null) is not { } first) return release;
        return await EnterAsync(write, tracker, release, first, from: null, promotedBy: "", ReleaseTelling.System) is { } failure ? failure : release;
    }

    /// <summary>
    /// Queues a release for an environment, in the place of an older one that has not gone yet. One that is older than what waits or runs
    /// there does not enter, unless somebody wants it to.
    /// </summary>
    /// <param name="from">Where it was deployed before.</param>
    internal async ValueTask<Failure?> EnterAsync(
        IWrite write, ReleaseTracker tracker, Release release, ReleaseEnvironment environment, QueueEntry? from, string promotedBy, Caller caller)
    {
        var queued = await QueueStore.QueuedAsync(write, tracker.Id, environment.Name);
        var pin = await QueueStore.FindPinAsync(write, tracker.Id, environment.Name);
        if (promotedBy.Length == 0 && (queued?.Release >= release.Id || await QueueStore.CurrentAsync(write, tracker.Id, environment.Name) >= release.Id)) return null;
        var entry = new QueueEntry
        {
            Uuid = Guid.CreateVersion7(clock.GetUtcNow()),
            Application = tracker.Id,
            Release = release.Id,
            Environment = environment.Name,
            EnteredAt = Now(),
            PromotedBy = promotedBy,
            SoaksSince = from?.Since,
            SoaksIn = from?.Environment,
        };
        if (queued is not null)
        {
            if (pin?.Release == queued.Release)
            {
                // What was pinned goes first; this one is looked for again when the pin is taken away.
                await QueueStore.InsertAsync(write, entry with { State = QueueState.Superseded, Reason = $"Pinned by {pin.By}: {pin.Reason}" });
                return null;
            }

            if (await CloseAsync(write, queued, QueueState.Superseded, $"{release.Name} took its place", caller) is { } failed) return failed;
        }

        var planned = await telling.PlannedAsync(write, tracker, release, environment.Name, promotedBy.Length > 0 ? $"Promoted by {promotedBy}." : "");
        if (!planned.TryGet(out var id, out var refused)) return refused;
        await QueueStore.InsertAsync(write, entry with { Event = id });
        await telling.QueuedAsync(write, tracker, release, environment.Name, caller);
        await write.ChangedAsync(ReleaseTelling.Topic, tracker.Name);
        return null;
    }

    /// <summary>Gives the entry to a deployer. Refused (ABORTED) by a lock or a freeze window.</summary>
    /// <param name="lockToken">Of the deploy lock that the deployer holds already, and keeps.</param>
    internal async ValueTask<Outcome<QueueEntry>> ClaimAsync(
        IWrite write, ReleaseTracker tracker, QueueEntry entry, string deployer, TimeSpan lease, long? lockToken, Caller caller)
    {
        if (entry.State != QueueState.Queued || await QueueStore.IsAnyClaimedAsync(write, tracker.Id, entry.Environment))
        {
            return new Failure(RpcCode.Aborted, $"{tracker.Name} was claimed for {entry.Environment} at this moment.");
        }

        if (await telling.MoveAsync(write, entry, EventStatus.Start, $"Claimed by {deployer}.", caller, lockToken) is { } refused) return refused;
        var claimed = entry with
        {
            State = QueueState.Claimed,
            Since = Now(),
            ClaimedBy = deployer,
            Principal = caller.Principal.Id,
            ClaimKey = ClaimKeyOf(caller),
            Lease = lease,
            LeaseUntil = Now() + lease,
            Attempts = entry.Attempts + 1,
        };
        await SaveAsync(write, tracker, claimed);
        return claimed;
    }

    /// <summary>A deployer tells that it is still at it.</summary>
    internal async ValueTask<Outcome<QueueEntry>> RenewAsync(IWrite write, ReleaseTracker tracker, QueueEntry entry, Caller caller)
    {
        if (WrongDeployer(tracker, entry, caller) is { } wrong) return wrong;
        await telling.KeepAsync(write, entry, caller);
        var renewed = entry with { LeaseUntil = Now() + entry.Lease!.Value };
        await SaveAsync(write, tracker, renewed);
        return renewed;
    }

    /// <summary>It runs there now; it goes on to the next environment.</summary>
    internal async ValueTask<Outcome<QueueEntry>> DeployedAsync(
        IWrite write, ReleaseTracker tracker, TrackedRequirements? requirements, QueueEntry entry, IReadOnlyList<ReleaseEnvironment> environments, Caller caller)
    {
        if (WrongDeployer(tracker, entry, caller) is { } wrong) return wrong;
        if (await telling.MoveAsync(write, entry, EventStatus.Success, null, caller) is { } refused) return refused;
        var deployed = entry with { State = QueueState.Deployed, Since = Now(), LeaseUntil = null };
        await SaveAsync(write, tracker, deployed);
        await QueueStore.SetCurrentAsync(write, deployed);
        var here = environments.FirstOrDefault(e => e.Name == entry.Environment);
        if (here is not null && await ReturnToPinAsync(write, tracker, deployed, here) is { } stuck) return stuck;
        if (requirements is not null
            && here is not null
            && ReleasePath.Next(environments, e => requirements.Omits(e, names), here) is { } next
            && await QueueStore.FindReleaseAsync(write, entry.Release) is { } release
            && await EnterAsync(write, tracker, release, next, deployed, promotedBy: "", ReleaseTelling.System) is { } failure)
        {
            return failure;
        }

        return deployed;
    }

    /// <summary>What arrived was on its way when the application was pinned to another release: that one is queued again.</summary>
    private async ValueTask<Failure?> ReturnToPinAsync(IWrite write, ReleaseTracker tracker, QueueEntry deployed, ReleaseEnvironment here)
    {
        if (await QueueStore.FindPinAsync(write, tracker.Id, here.Name) is not { } pin || pin.Release == deployed.Release) return null;
        if (await QueueStore.OpenAsync(write, tracker.Id, here.Name, pin.Release) is not null) return null;
        return await QueueStore.FindReleaseAsync(write, pin.Release) is { } pinned
            ? await EnterAsync(write, tracker, pinned, here, from: null, pin.By, ReleaseTelling.System)
            : null;
    }

    internal async ValueTask<Outcome<QueueEntry>> FailedAsync(IWrite write, ReleaseTracker tracker, QueueEntry entry, string reason, Caller caller)
    {
        if (WrongDeployer(tracker, entry, caller) is { } wrong) return wrong;
        if (await telling.MoveAsync(write, entry, EventStatus.Failure, reason, caller) is { } refused) return refused;
        var failed = entry with { State = QueueState.Failed, Since = Now(), LeaseUntil = null, Reason = reason };
        await SaveAsync(write, tracker, failed);
        return failed;
    }

    /// <summary>A claim of whose deployer nothing was heard goes back into the queue, unless something newer has its place.</summary>
    internal async ValueTask<Failure?> LapseAsync(IWrite write, ReleaseTracker tracker, QueueEntry entry)
    {
        var reason = $"{entry.ClaimedBy} did not tell how it went before its claim ended";
        if (await telling.MoveAsync(write, entry, EventStatus.Error, reason + ".", ReleaseTelling.System) is { } refused) return refused;
        await telling.TellAsync(write, tracker, "lapsed", Severity.Warning, $"{tracker.Name} in {entry.Environment}: {reason}", entry.Environment, ReleaseTelling.System);
        var back = entry with { State = QueueState.Queued, Since = Now(), ClaimedBy = "", Principal = "", ClaimKey = null, LeaseUntil = null, Reason = reason, Event = null };
        if (await QueueStore.QueuedAsync(write, tracker.Id, entry.Environment) is { } newer)
        {
            if (await QueueStore.FindPinAsync(write, tracker.Id, entry.Environment) is not { } pin || pin.Release != entry.Release)
            {
                await SaveAsync(write, tracker, back with { State = QueueState.Superseded });
                return null;
            }

            // What is pinned goes first; the newer one is looked for again when the pin is taken away.
            if (await CloseAsync(write, newer, QueueState.Superseded, $"Pinned by {pin.By}: {pin.Reason}", ReleaseTelling.System) is { } open) return open;
        }

        if (await QueueStore.FindReleaseAsync(write, entry.Release) is not { } release) return null;
        var planned = await telling.PlannedAsync(write, tracker, release, entry.Environment, $"Queued again: {reason}.");
        if (!planned.TryGet(out var id, out var failure)) return failure;
        await SaveAsync(write, tracker, back with { Event = id });
        await telling.QueuedAsync(write, tracker, release, entry.Environment, ReleaseTelling.System);
        return null;
    }

    internal async ValueTask<Outcome<QueueEntry>> SkipAsync(IWrite write, ReleaseTracker tracker, Release release, QueueEntry entry, string reason, Caller caller)
    {
        if (entry.State != QueueState.Queued) return NotQueued(entry);
        if (await CloseAsync(write, entry, QueueState.Skipped, reason, caller) is { } failure) return failure;
        await telling.TellAsync(write, tracker, "skipped", Severity.Info, $"{tracker.Name} {release.Name} does not go to {entry.Environment}: {reason}", entry.Environment, caller);
        await write.ChangedAsync(ReleaseTelling.Topic, tracker.Name);
        return entry with { State = QueueState.Skipped, Since = Now(), Reason = reason };
    }

    /// <summary>Lets a queued release go although its version would not by itself.</summary>
    internal async ValueTask<QueueEntry> PromoteAsync(IWrite write, ReleaseTracker tracker, Release release, QueueEntry entry, Caller caller)
    {
        var promoted = entry with { PromotedBy = caller.Author };
        await SaveAsync(write, tracker, promoted);
        await telling.TellAsync(write, tracker, "promoted", Severity.Info, $"{tracker.Name} {release.Name} may go to {entry.Environment}: promoted by {caller.Author}", entry.Environment, caller);
        return promoted;
    }

    internal async ValueTask<QueueEntry> ApproveAsync(IWrite write, ReleaseTracker tracker, Release release, QueueEntry entry, Caller caller)
    {
        var approved = entry with { ApprovedBy = caller.Author };
        await SaveAsync(write, tracker, approved);
        await telling.TellAsync(write, tracker, "approved", Severity.Info, $"{tracker.Name} {release.Name} is approved for {entry.Environment} by {caller.Author}", entry.Environment, caller);
        return approved;
    }

    internal static string? ClaimKeyOf(Caller caller) => caller.IdempotencyKey is { } key ? $"{caller.Principal.Id} {key}" : null;

    internal static Failure NotQueued(QueueEntry entry) =>
        new(RpcCode.FailedPrecondition, $"It is {entry.State.ToString().ToLowerInvariant()}, and this is for what is queued.");

    private static Failure? WrongDeployer(ReleaseTracker tracker, QueueEntry entry, Caller caller)
    {
        if (entry.State != QueueState.Claimed)
        {
            return new(RpcCode.FailedPrecondition, $"{tracker.Name} is not claimed for {entry.Environment}: it is {entry.State.ToString().ToLowerInvariant()}. A claim that ended goes back into the queue.");
        }

        return entry.Principal == caller.Principal.Id || caller.Principal.May(Protocol.Api.Scope.Admin) ? null
            : new(RpcCode.PermissionDenied, $"{entry.ClaimedBy} claimed it with other credentials: only they tell how it went, or an administrator.");
    }

    /// <summary>Ends an entry that never went.</summary>
    private async ValueTask<Failure?> CloseAsync(IWrite write, QueueEntry entry, QueueState state, string reason, Caller caller)
    {
        if (await telling.MoveAsync(write, entry, EventStatus.Close, reason + ".", caller) is { } refused) return refused;
        await QueueStore.UpdateAsync(write, entry with { State = state, Since = Now(), Reason = reason });
        return null;
    }

    private static async ValueTask SaveAsync(IWrite write, ReleaseTracker tracker, QueueEntry entry)
    {
        await QueueStore.UpdateAsync(write, entry);
        await write.ChangedAsync(ReleaseTelling.Topic, tracker.Name);
    }

    private DateTimeOffset Now() => Instant.Truncate(clock.GetUtcNow());
}
