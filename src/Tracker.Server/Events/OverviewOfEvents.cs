using System.Data.Common;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Protocol.Overviews;
using Tracker.Server.Catalog;
using Tracker.Server.Events.Views;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Overview;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>What happened today, what is open, what comes next, and which deployments meet a freeze.</summary>
internal sealed class OverviewOfEvents(IDatabase database, EventReader events, FreezeWindows freezes, EnvironmentNames environments) : IOverviewPart
{
    private const int MostOpen = 100;
    private const int MostPlanned = 12;

    private const string Columns = "uuid, title, type, environment, service, priority, sort_at, end_date";

    // Literally as in the index ix_event_open, which SQLite takes only where its own words are repeated; the plus keeps it
    // from the index of types.
    private static readonly SqlText Open = new(sql => $"""
        SELECT {Columns} FROM event
        WHERE status IN (1, 9, 12) AND status = $1 AND {(sql.Engine == SqlEngine.Sqlite ? "+type" : "type")} = $2 AND sort_at >= $3 AND sort_at <= $4
          AND (end_date IS NULL OR end_date > $4)
          AND {EventFilter.NotFollowed}
        ORDER BY sort_at DESC LIMIT {MostOpen + 1}
        """);

    private static readonly string Planned = $"""
        SELECT {Columns} FROM event
        WHERE sort_at > $1 AND sort_at <= $2 AND status NOT IN (2, 3, 4, 5, 10, 11)
        ORDER BY sort_at, id LIMIT {MostPlanned}
        """;

    public ModuleIntroduction Introduction { get; } = new(
        10, "events", "Events", "/events",
        "Deployments, operations, incidents and drifts: what changed, when, and who to ask.",
        "tracker event create \"shop 1.4.2\" --type deployment --service shop --environment production --status success");

    public async Task<PlatformOverview> ReadAsync(OverviewMoment moment, CancellationToken ct)
    {
        var part = new PlatformOverview();
        await CountAsync(part, moment, ct);
        await AddIncidentsAsync(part, moment, ct);
        var running = await OpenAsync(EventType.Deployment, OverviewMoment.Span, moment, ct);
        part.Deployments.Running = (uint)running.Count;
        var planned = await database.QueryAsync(Planned, Read, ct, moment.Now, moment.Now + OverviewMoment.Span);
        part.Planned.AddRange(planned.Select(PlannedOf));
        await AddFrozenAsync(part, running, planned, moment, ct);
        var isInUse = part.Events.Today + part.Events.Yesterday > 0 || await database.FirstAsync("SELECT 1 FROM event LIMIT 1", _ => true, ct);
        if (isInUse) part.InUse.Add(Introduction.Module);
        return part;
    }

    /// <summary>By the filter of the list of events, so that the list behind a number has as many.</summary>
    private async Task CountAsync(PlatformOverview part, OverviewMoment moment, CancellationToken ct)
    {
        var (today, capped) = await BetweenAsync(moment.Today, moment.Tomorrow);
        var (yesterday, cappedBefore) = await BetweenAsync(moment.Yesterday, moment.Today);
        var (byNow, _) = await BetweenAsync(moment.Yesterday, moment.Yesterday + (moment.Now - moment.Today));
        part.Events = new() { Today = Sum(today), Yesterday = Sum(yesterday), YesterdayByNow = Sum(byNow), Capped = capped || cappedBefore };
        var deployments = today.Where(c => c.Type == EventType.Deployment).ToList();
        part.Deployments = new()
        {
            Succeeded = Sum(deployments.Where(d => d.Status is EventStatus.Success or EventStatus.Done)),
            Failed = Sum(deployments.Where(d => d.Status is EventStatus.Failure or EventStatus.Error)),
        };

        Task<(List<(EventType Type, EventStatus Status, int Count)>, bool)> BetweenAsync(DateTimeOffset from, DateTimeOffset to) =>
            events.CountByTypeAndStatusAsync(new() { From = from, To = to.AddMicroseconds(-1) }, ct);

        static uint Sum(IEnumerable<(EventType, EventStatus, int Count)> counts) => (uint)Math.Min(EventReader.ExactTotal, counts.Sum(c => c.Count));
    }

    private async Task AddIncidentsAsync(PlatformOverview part, OverviewMoment moment, CancellationToken ct)
    {
        var open = await OpenAsync(EventType.Incident, EventSpanReader.OpenLookback, moment, ct);
        part.Incidents = new() { Open = (uint)Math.Min(open.Count, MostOpen), Capped = open.Count > MostOpen };
        var rows = open.OrderBy(e => e.Priority == 0 ? int.MaxValue : e.Priority).ThenByDescending(e => e.At)
            .Select(e => Row(e, "incident.open", e.Priority > (int)EventPriority.P2 ? Urgency.Warning : Urgency.Bad, e.Title, e.Priority == 0 ? e.Where : $"P{e.Priority} · {e.Where}"));
        part.Attention.AddRange(OverviewMoment.Few([.. rows], open.Count, "more incidents are open", "/events?type=incident&q=is:open"));
    }

    private async Task AddFrozenAsync(PlatformOverview part, List<Brief> running, List<Brief> planned, OverviewMoment moment, CancellationToken ct)
    {
        var changes = running.Concat(planned.Where(p => EventOverlaps.IsChange(p.Type))).ToList();
        if (changes.Count == 0) return;
        var windows = await freezes.BetweenAsync(moment.Now, moment.Now + OverviewMoment.Span, ct);
        var rows = new List<Attention>();
        foreach (var change in changes)
        {
            var (isRunning, at) = (change.At <= moment.Now, change.At > moment.Now ? change.At : moment.Now);
            if (windows.FirstOrDefault(w => w.Span.Contains(at) && Covers(w.Window, change)) is not { Window: { } window }) continue;
            rows.Add(Row(
                change, isRunning ? "deployment.frozen" : "planned.frozen", isRunning ? Urgency.Bad : Urgency.Warning,
                isRunning ? $"{change.Title} is under way in a freeze" : $"{change.Title} is planned into a freeze", $"{window.Reason} · {change.Where}"));
        }

        part.Attention.AddRange(OverviewMoment.Few(rows, rows.Count, "more changes meet a freeze", "/locks/freezes"));
    }

    private async Task<List<Brief>> OpenAsync(EventType type, TimeSpan back, OverviewMoment moment, CancellationToken ct)
    {
        var open = new List<Brief>();
        foreach (var status in new[] { EventStatus.Open, EventStatus.Start, EventStatus.InProgress })
        {
            // What was said to start is over sooner or later, whether or not somebody said so.
            var since = moment.Now - (status == EventStatus.Open || back < EventSpanReader.RunningLookback ? back : EventSpanReader.RunningLookback);
            open.AddRange(await database.QueryAsync(Open.For(database.Sql), Read, ct, (int)status, (int)type, since, moment.Now));
        }

        return open;
    }

    private bool Covers(FreezeWindow window, Brief change) =>
        (window.Service is "*" || window.Service == change.Service)
        && (window.Environment is "*" || window.Environment == environments.Canonical(EventNames.Of(change.Environment)));

    private static Attention Row(Brief e, string kind, Urgency urgency, string title, string detail) => new()
    {
        Module = "events",
        Kind = kind,
        Urgency = urgency,
        Title = title,
        Detail = detail,
        Since = e.At.ToTimestamp(),
        Link = $"/events/{e.Id}",
    };

    private static Planned PlannedOf(Brief e) => new()
    {
        Module = "events",
        Kind = EventNames.Of(e.Type),
        Title = e.Title,
        Detail = e.Where,
        StartsAt = e.At.ToTimestamp(),
        EndsAt = e.End?.ToTimestamp(),
        Link = $"/events/{e.Id}",
    };

    private static Brief Read(DbDataReader r) => new(
        r.GetUuid(0), r.GetString(1), (EventType)r.GetInt32(2), (EventEnvironment)r.GetInt32(3), r.GetString(4), r.GetInt32(5), r.GetInstant(6), r.GetInstantOrNull(7));

    private sealed record Brief(Guid Id, string Title, EventType Type, EventEnvironment Environment, string Service, int Priority, DateTimeOffset At, DateTimeOffset? End)
    {
        public string Where => Environment == EventEnvironment.Unspecified ? Service : $"{Service} · {EventWords.Of(Environment)}";
    }
}
