using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Overviews;
using Tracker.Server.Overview;
using Tracker.Server.Timelines.Analysis;
using Tracker.Storage;

namespace Tracker.Server.Timelines;

/// <summary>What is under way, how far it is, and when it will be over.</summary>
internal sealed class OverviewOfTimelines(IDatabase database, TimelineReader timelines, TimelineAnalyst analyst) : IOverviewPart
{
    private const int MostContexts = 1_000;
    private const int Looked = 24;
    private const int Shown = 6;

    /// <summary>A timeline of more events is not read for the overview: its own page tells how far it is.</summary>
    private const int MostEvents = 1_000;

    // Where something began last, something may be under way: one step down the index for each context.
    private static readonly string Latest = $"""
        SELECT {TimelineReader.ContextColumns}
        FROM (SELECT {TimelineReader.ContextColumns}, (SELECT max(r.start) FROM timeline_run AS r WHERE r.context_id = c.id) AS latest
              FROM timeline_context AS c ORDER BY c.name LIMIT {MostContexts}) AS begun
        WHERE latest IS NOT NULL ORDER BY latest DESC LIMIT {Looked}
        """;

    private static readonly string Newest = $"""
        SELECT count(*), count(CASE WHEN kind = 0 AND ended IS NULL AND NOT superseded AND start > $3 THEN 1 END)
        FROM (SELECT kind, ended, superseded, start FROM timeline_run
              WHERE context_id = $1 AND start >= $2 AND kind <> 1 ORDER BY start DESC LIMIT {MostEvents + 1}) AS newest
        """;

    private const string First = "SELECT min(start) FROM timeline_run WHERE context_id = $1 AND start >= $2";

    public ModuleIntroduction Introduction { get; } = new(
        40, "timelines", "Timelines", "/timelines",
        "What a deployment, a build or anything else is up to, step by step, and why it takes longer than last time.",
        "tracker timeline start ci/build-main build.compile");

    public async Task<PlatformOverview> ReadAsync(OverviewMoment moment, CancellationToken ct)
    {
        var part = new PlatformOverview { Timelines = new() };
        var contexts = await database.QueryAsync(Latest, TimelineReader.ReadContext, ct);
        if (contexts.Count > 0) part.InUse.Add(Introduction.Module);
        foreach (var context in contexts)
        {
            if ((await timelines.TimelinesAsync(context, 1, ct)) is not [var timeline]) continue;
            var (events, open) = await database.FirstAsync(
                Newest, r => (r.GetInt64(0), r.GetInt64(1)), ct, context.Id, timeline.Starts, moment.Now - context.OpenTimeout);
            if (open == 0) continue;
            part.Timelines.Running++;
            if (part.Timelines.First.Count < Shown) part.Timelines.First.Add(await RunningAsync(context, timeline, events > MostEvents, moment, ct));
        }

        return part;
    }

    private async Task<RunningTimeline> RunningAsync(TimelineContext context, Timeline timeline, bool isLarge, OverviewMoment moment, CancellationToken ct)
    {
        var running = new RunningTimeline { Context = context.Name, Timeline = timeline.Id, Title = timeline.Title, Link = TimelinesModule.PathOf(timeline) };
        if (isLarge)
        {
            running.StartedAt = (await database.FirstAsync(First, r => r.GetInstant(0), ct, context.Id, timeline.Starts)).ToTimestamp();
            return running;
        }

        var analysis = await analyst.AnalyseAsync(context, timeline, ct);
        running.StartedAt = analysis.Root.Start.ToTimestamp();
        running.Late = (uint)(analysis.Forecast?.Late ?? 0);
        if (analysis.Forecast is not { End: { } end } || end <= analysis.Root.Start) return running;
        running.EndsAt = end.ToTimestamp();
        // What is not over is never quite done.
        running.Progress = (uint)Math.Clamp(100 * (moment.Now - analysis.Root.Start) / (end - analysis.Root.Start), 0, 99);
        return running;
    }
}
