using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Locks;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>The locks that deployments and operations hold while they run, taken and released in the event's own write.</summary>
public sealed class EventLocks(DeployLocks locks, FreezeWindows freezes, Settings settings, TimeProvider clock)
{
    private static readonly Setting<string> Enabled = Setting.Choice(
        "TRACKER_DEPLOY_LOCKS", "on", ["on", "off"], "whether deployments and operations take a lock while they run");

    private static readonly Setting<int> TtlSetting = Setting.Number(
        "TRACKER_DEPLOY_LOCK_TTL", 14400, 60, 2_592_000, "seconds that such a lock lasts without an update of its event");

    public static IReadOnlyList<Setting> Known { get; } = [Enabled, TtlSetting];

    private readonly bool _enabled = settings.Get(Enabled) == "on";
    private readonly TimeSpan _ttl = TimeSpan.FromSeconds(settings.Get(TtlSetting));

    /// <summary>The event reaches its end with this change.</summary>
    public static bool Ends(Event? before, Event after) =>
        EventRules.IsFinal(after.Attributes.Status) && (before is null || !EventRules.IsFinal(before.Attributes.Status));

    /// <summary>What is locked, in the changelog's words.</summary>
    public static string Describe(DeployLock held) => new LockScope(held.Service, held.Environment, held.Resource).ToString();

    /// <summary>
    /// Takes, keeps, moves or releases the event's lock as its change asks; returns what the changelog is to tell of that.
    /// Another's lock, or a freeze window, refuses the change (ABORTED).
    /// </summary>
    /// <param name="before">Null for a new event.</param>
    /// <param name="freezeOverride">Why it may start in a freeze window all the same.</param>
    /// <param name="lockToken">Of a lock that the caller holds already, under which it starts: that one stays the caller's.</param>
    public async ValueTask<Outcome<List<ChangelogEntry>>> FollowAsync(
        IWrite write, Guid uuid, Event? before, Event after, string freezeOverride, Caller caller, long? lockToken = null)
    {
        var told = new List<ChangelogEntry>();
        if (!TakesLocks(after) && (before is null || !TakesLocks(before))) return told;
        if (!TakesLocks(after) || EventRules.IsFinal(after.Attributes.Status))
        {
            if (before is not null && await locks.ReleaseOfEventAsync(write, uuid, caller) is { } released) Add(ChangeType.Unlocked, released, Describe(released));
            return told;
        }

        var scope = ScopeOf(after);
        if (before is not null && await locks.RenewOfEventAsync(write, uuid, scope, after.Attributes.Owner, _ttl, caller) is { } kept)
        {
            if (!kept.TryGet(out var own, out var taken)) return Refused(taken);
            if (scope != ScopeOf(before)) Add(ChangeType.Locked, own, "moved to " + scope);
            return told;
        }

        // One that runs already lost its lock to time or force, and goes on without.
        if (!IsRunning(after) || (before is not null && TakesLocks(before) && IsRunning(before))) return told;
        if (await CheckFreezeAsync(write, uuid, after, freezeOverride, caller, told) is { } frozen) return frozen;
        if (lockToken is { } token)
        {
            if (!(await locks.ReenterAsync(write, token, scope, caller)).TryGet(out var own, out var shut)) return shut;
            told.Add(Comment(WhoOf(after, caller), $"Started under the lock of {Describe(own)} that {own.Who} holds (lock {own.Id})"));
            return told;
        }

        if (!_enabled) return told;
        var request = new LockRequest(scope, WhoOf(after, caller)) { EventId = uuid.ToString(), Ttl = _ttl, Automatic = true };
        if (!(await locks.TakeAsync(write, request, caller)).TryGet(out var held, out var failure)) return Refused(failure);
        Add(ChangeType.Locked, held, Describe(held));
        return told;

        void Add(ChangeType type, DeployLock of, string comment) => told.Add(LockedEvents.Entry(type, of, WhoOf(after, caller), comment, Now()));
    }

    /// <summary>A second event that tells the end of what the first one began releases the first one's lock.</summary>
    public async ValueTask EndAsync(IWrite write, StoredEvent first, Event end, Caller caller)
    {
        if (!EventRules.IsFinal(end.Attributes.Status) || !TakesLocks(first.Event) || first.Event.Attributes.Type != end.Attributes.Type) return;
        if (await locks.ReleaseOfEventAsync(write, first.Uuid, caller) is not { } released) return;
        var entry = LockedEvents.Entry(ChangeType.Unlocked, released, WhoOf(end, caller), $"{EventNames.Of(end.Attributes.Status)} told by the event {end.Metadata.Id}", Now());
        await EventStore.AppendChangeAsync(write, first.Key, entry);
        await write.ChangedAsync(EventService.Topic, first.Key.ToString());
    }

    /// <summary>For an event of another server that still runs there: takes its lock, unless somebody has it here.</summary>
    public async ValueTask ResumeAsync(IWrite write, Guid uuid, Event e, Caller caller)
    {
        if (!_enabled || !TakesLocks(e) || !IsRunning(e) || e.Metadata.CreatedAt.ToDateTimeOffset() + _ttl <= clock.GetUtcNow()) return;
        // Its end may have been told by another event, which is younger and so was restored before.
        if (await EventStore.IsFollowedAsync(write, uuid)) return;
        await locks.TakeAsync(write, new LockRequest(ScopeOf(e), WhoOf(e, caller)) { EventId = uuid.ToString(), Ttl = _ttl, Automatic = true }, caller);
    }

    /// <summary>For an event that is deleted.</summary>
    public async ValueTask ReleaseAsync(IWrite write, Guid uuid, Caller caller) => await locks.ReleaseOfEventAsync(write, uuid, caller);

    private async ValueTask<Failure?> CheckFreezeAsync(
        IWrite write, Guid uuid, Event e, string freezeOverride, Caller caller, List<ChangelogEntry> told)
    {
        var scope = ScopeOf(e);
        if (await freezes.CheckAsync(write, scope.Service, scope.Environment, clock.GetUtcNow()) is not { } window) return null;
        if (string.IsNullOrWhiteSpace(freezeOverride))
        {
            return new Failure(
                RpcCode.Aborted,
                $"Nothing may start in {scope} until {window.NextEnd.ToDateTimeOffset().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: {window.Reason} (freeze window {window.Id}). "
                + "To start all the same, say why in freeze_override.");
        }

        await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "freeze.override", uuid.ToString(), $"{window.Reason} ({window.Id}): {freezeOverride}"));
        told.Add(Comment(WhoOf(e, caller), $"Started in the freeze window \"{window.Reason}\": {freezeOverride}"));
        return null;
    }

    private ChangelogEntry Comment(string who, string text) => new() { Timestamp = Now(), User = who, ChangeType = ChangeType.Commented, Comment = text };

    private static bool TakesLocks(Event e) => e.Attributes.Type is EventType.Deployment or EventType.Operation;

    /// <summary>What was over before it was told of, as in an import of old records, holds nothing.</summary>
    private bool IsRunning(Event e) =>
        e.Attributes.Status is EventStatus.Start or EventStatus.InProgress
        && (e.Attributes.EndDate is not { } end || end.ToDateTimeOffset() > clock.GetUtcNow());

    private static LockScope ScopeOf(Event e) =>
        new(e.Attributes.Service, EventNames.Of(e.Attributes.Environment), EventNames.Of(e.Attributes.Type));

    private static string WhoOf(Event e, Caller caller) => e.Attributes.Owner.Length > 0 ? e.Attributes.Owner : caller.Author;

    private static Failure Refused(Failure held) => held with { Code = RpcCode.Aborted };

    private Timestamp Now() => Instant.Truncate(clock.GetUtcNow()).ToTimestamp();
}
