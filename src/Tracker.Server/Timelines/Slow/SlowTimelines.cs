using Tracker.Server.Activity;
using Tracker.Server.Notifications;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Analysis;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Slow;

/// <summary>Tells once of each timeline that is slower than usual, and which step made it so.</summary>
[ModuleService]
public sealed class SlowTimelines(IDatabase database, TimelineReader timelines, TrendReader trends, TimelineAnalyst analyst, Alerts alerts, TimeProvider clock)
{
    // The newest, and the one before it, which the newest may have ended since the last look.
    private const int Looked = 2;

    // To read more than so many runs again and again while they go on would cost more than it tells.
    private const int MostRuns = 20_000;

    private const string IsLarge = "SELECT 1 FROM timeline_run WHERE context_id = $1 AND start >= $2 LIMIT 1 OFFSET $3";

    private const string WasTold = "SELECT told_slower FROM timeline WHERE context_id = $1 AND starts = $2";

    private const string Tell = "UPDATE timeline SET told_slower = $3 WHERE context_id = $1 AND starts = $2 AND told_slower IS NULL";

    /// <summary>Looks at the newest timelines of a context; whether one of them goes on, so that it is worth another look.</summary>
    public async Task<bool> LookAsync(string name, CancellationToken ct)
    {
        if (await timelines.ContextAsync(name, ct) is not { } context) return false;
        var windows = await timelines.TimelinesAsync(context, Looked + PaceRule.LeastTimelines, ct);
        if (windows.Count <= PaceRule.LeastTimelines) return false;
        if (await database.FirstAsync(IsLarge, _ => true, ct, context.Id, windows[Looked - 1].Starts, MostRuns)) return false;
        var goesOn = false;
        foreach (var (summary, pace) in await trends.ReadAsync(context, Looked, ct))
        {
            var isUnderWay = summary is { Open: > 0, Timeline.IsActive: true };
            goesOn |= isUnderWay;
            if (!isUnderWay && pace != Pace.Slower) continue;
            if (await WasToldAsync(context, summary.Timeline, ct)) continue;
            var analysis = await analyst.AnalyseAsync(context, summary.Timeline, ct);
            if (SlowTimeline.Of(analysis) is { } slow) await TellAsync(context, summary.Timeline, slow, ct);
        }

        return goesOn;
    }

    private async Task<bool> WasToldAsync(TimelineContext context, Timeline timeline, CancellationToken ct) =>
        await database.FirstAsync(WasTold, r => !r.IsDBNull(0), ct, context.Id, timeline.Starts);

    private Task<bool> TellAsync(TimelineContext context, Timeline timeline, SlowTimeline slow, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var entry = new ActivityEntry(now, TimelinesModule.Topic, "timeline.slower", context.Name, Severity.Warning, slow.Title(timeline), TimelinesModule.PathOf(timeline))
        {
            Service = context.Service,
            Environment = context.Environment,
            Host = slow.Step?.Node.Event?.Host is { Length: > 0 } host ? host : context.Host,
        };
        return database.WriteAsync(Isolation.RowLocks, async write =>
        {
            // Another replica may have been faster.
            if (await write.ExecuteAsync(Tell, context.Id, timeline.Starts, now) == 0) return false;
            await ActivityLog.AppendAsync(write, entry);
            await alerts.RaiseAsync(write, Alert.Of(entry));
            await write.ChangedAsync(TimelinesModule.Topic, context.Name);
            return true;
        }, ct);
    }
}
