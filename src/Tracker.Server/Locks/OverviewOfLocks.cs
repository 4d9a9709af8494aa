using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Protocol.Overviews;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Overview;

namespace Tracker.Server.Locks;

/// <summary>What is held, what others wait for, what is held for too long, and when nothing may start.</summary>
internal sealed class OverviewOfLocks(LockReader reader, FreezeWindows freezes) : IOverviewPart
{
    /// <summary>Longer than a working day nobody deploys: such a lock was forgotten.</summary>
    public static readonly TimeSpan TooLong = TimeSpan.FromHours(12);

    private const int Looked = 200;
    private const int Shown = 6;
    private const int MostPlanned = 12;

    public ModuleIntroduction Introduction { get; } = new(
        30, "locks", "Locks", "/locks",
        "Who has a service, an environment or a resource to themselves, so that two changes do not meet.",
        "tracker lock run shop --environment production -- ./deploy.sh");

    public async Task<PlatformOverview> ReadAsync(OverviewMoment moment, CancellationToken ct)
    {
        var (held, waiting) = await reader.CountAsync(ct);
        var part = new PlatformOverview { Locks = new() { Held = (uint)held, Waiting = (uint)waiting } };
        if (held > 0) await AddHeldAsync(part, waiting, moment, ct);
        var until = moment.Now + OverviewMoment.Span;
        var windows = await freezes.BetweenAsync(moment.Now, until, ct);
        part.Planned.AddRange(windows.Where(w => w.Span.Start > moment.Now).Take(MostPlanned).Select(w => PlannedOf(w.Window, w.Span)));
        if (held > 0 || windows.Count > 0 || await reader.WasAnyHeldAsync(ct)) part.InUse.Add(Introduction.Module);
        return part;
    }

    private async Task AddHeldAsync(PlatformOverview part, long waiting, OverviewMoment moment, CancellationToken ct)
    {
        var waiters = waiting == 0 ? [] : (await reader.WaitersAsync(new() { PerPage = Looked }, ct)).Rows;
        var scopes = waiters.ConvertAll(w => new LockScope(w.Service, w.Environment, w.Resource));
        var locks = (await reader.OldestAsync(Looked, ct))
            .Select(l => (Lock: l, Waiting: scopes.Count(new LockScope(l.Service, l.Environment, l.Resource).ConflictsWith)))
            .OrderByDescending(l => l.Waiting > 0).ToList();
        part.Locks.First.AddRange(locks.Take(Shown).Select(l => Held(l.Lock, l.Waiting)));

        var contested = locks.Where(l => l.Waiting > 0).Select(l => Row(l.Lock, "lock.contested", $"{l.Waiting} wait{(l.Waiting == 1 ? "s" : "")} for {Subject(l.Lock)}")).ToList();
        part.Attention.AddRange(OverviewMoment.Few(contested, contested.Count, "more locks are waited for", "/locks/waiting"));
        var forgotten = locks.Where(l => l.Waiting == 0 && moment.Now - l.Lock.CreatedAt.ToDateTimeOffset() > TooLong)
            .Select(l => Row(l.Lock, "lock.old", $"{Subject(l.Lock)} is held for more than {TooLong.TotalHours:0} hours")).ToList();
        part.Attention.AddRange(OverviewMoment.Few(forgotten, forgotten.Count, "more locks are held for long", "/locks"));
    }

    private static Protocol.Overviews.HeldLock Held(DeployLock l, int waiting) => new()
    {
        Id = l.Id,
        Service = l.Service,
        Environment = l.Environment,
        Resource = l.Resource,
        Who = l.Who,
        Since = l.CreatedAt,
        ExpiresAt = l.ExpiresAt,
        Waiting = (uint)waiting,
    };

    private static Attention Row(DeployLock l, string kind, string title) => new()
    {
        Module = "locks",
        Kind = kind,
        Urgency = Urgency.Warning,
        Title = title,
        Detail = l.Reason.Length > 0 ? $"held by {l.Who} · {l.Reason}" : $"held by {l.Who}",
        Since = l.CreatedAt,
        Link = $"/locks/{l.Id}",
    };

    private static string Subject(DeployLock l) => string.Join(" · ", new[] { l.Service, l.Environment, l.Resource }.Where(t => t.Length > 0));

    private static Planned PlannedOf(FreezeWindow w, FreezeSpan span) => new()
    {
        Module = "locks",
        Kind = "freeze",
        Title = w.Reason,
        Detail = $"{(w.Service == "*" ? "every service" : w.Service)} · {(w.Environment == "*" ? "every environment" : w.Environment)}",
        StartsAt = span.Start.ToTimestamp(),
        EndsAt = span.End.ToTimestamp(),
        Link = $"/locks/freezes/{w.Id}",
    };
}
