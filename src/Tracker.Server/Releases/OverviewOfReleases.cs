using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Overviews;
using Tracker.Server.Overview;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases;

/// <summary>What waits, what waits for somebody, and what failed.</summary>
internal sealed class OverviewOfReleases(IDatabase database, QueueReader queues, ReleaseReader releases, TrackerReader trackers, TimeProvider clock) : IOverviewPart
{
    private const int MostFailed = 100;

    private const string Counts = "SELECT state, count(*) FROM release_entry WHERE state < 2 GROUP BY state";

    // The last word on an application in an environment; literally as in the index ix_release_entry_failed.
    private static readonly string Failed = $"""
        SELECT t.name, r.tag, e.environment, e.reason, e.since
        FROM release_entry AS e JOIN release AS r ON r.id = e.release_id JOIN release_tracker AS t ON t.id = e.tracker_id
        WHERE e.state = 3 AND NOT EXISTS (
          SELECT 1 FROM release_entry AS later WHERE later.tracker_id = e.tracker_id AND later.environment = e.environment AND later.id > e.id)
        ORDER BY e.since DESC LIMIT {MostFailed + 1}
        """;

    public ModuleIntroduction Introduction { get; } = new(
        60, "releases", "Releases", "/releases",
        "Which version goes where next: applications are followed in their repository and registry, and their releases queue for each environment.",
        "tracker trackers add shop.checkout shop/requirements");

    public async Task<PlatformOverview> ReadAsync(OverviewMoment moment, CancellationToken ct)
    {
        var part = new PlatformOverview { Releases = new() };
        if ((await trackers.ListAsync(paused: true, 1, 0, ct)).Count == 0) return part;
        part.InUse.Add(Introduction.Module);
        foreach (var (state, count) in await database.QueryAsync(Counts, r => ((QueueState)r.GetInt32(0), (uint)r.GetInt64(1)), ct))
        {
            if (state == QueueState.Queued) part.Releases.Queued = count;
            else part.Releases.Claimed = count;
        }

        var failed = await database.QueryAsync(
            Failed, r => Row(r.GetString(0), "release.failed", Urgency.Bad, $"{r.GetString(0)} {r.GetString(1)} failed in {r.GetString(2)}", r.GetString(3), r.GetInstant(4)), ct);
        part.Releases.Failed = (uint)Math.Min(failed.Count, MostFailed);
        part.Attention.AddRange(OverviewMoment.Few(failed, failed.Count, "more releases failed", "/releases"));
        if (part.Releases.Queued > 0) await AddHeldAsync(part, ct);
        await AddTrackersAsync(part, ct);
        return part;
    }

    /// <summary>What only a person lets go on.</summary>
    private async Task AddHeldAsync(PlatformOverview part, CancellationToken ct)
    {
        var environments = await releases.EnvironmentsAsync(ct);
        var held = new List<Attention>();
        foreach (var environment in environments)
        {
            foreach (var waiting in await queues.QueueAsync(environment.Name, environments, ct))
            {
                if (waiting.Entry.State != QueueState.Queued) continue;
                if (Gates.Closed(waiting, clock.GetUtcNow()).FirstOrDefault(g => g.Kind is GateKind.Approval or GateKind.SemVer or GateKind.FixedTag) is not { } gate) continue;
                held.Add(Row(waiting.Application, "release.waiting", Urgency.Warning, $"{waiting.Application} {waiting.Release.Name} waits for {environment.Name}", gate.Text, waiting.Entry.EnteredAt));
            }
        }

        part.Releases.WaitingForPerson = (uint)held.Count;
        part.Attention.AddRange(OverviewMoment.Few([.. held.OrderByDescending(h => h.Since)], held.Count, "more releases wait for somebody", "/releases"));
    }

    private async Task AddTrackersAsync(PlatformOverview part, CancellationToken ct)
    {
        var wrong = (await trackers.SearchAsync("", TrackerState.InError, MostFailed, 0, ct))
            .ConvertAll(t => Row(t.Name, "tracker.error", Urgency.Warning, $"{t.Name} cannot be followed", t.File.Error is { Length: > 0 } file ? file : t.Image.Error, t.File.ErrorAt ?? t.Image.ErrorAt));
        part.Attention.AddRange(OverviewMoment.Few(wrong, wrong.Count, "more applications cannot be followed", "/releases/trackers"));
    }

    private static Attention Row(string application, string kind, Urgency urgency, string title, string detail, DateTimeOffset? since) => new()
    {
        Module = "releases",
        Kind = kind,
        Urgency = urgency,
        Title = title,
        Detail = detail,
        Since = since?.ToTimestamp(),
        Link = $"/releases/{Uri.EscapeDataString(application)}",
    };
}
