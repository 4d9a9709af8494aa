using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Api;

namespace Tracker.Server.Timelines.Analysis;

/// <summary>What is usual in a context, and two timelines side by side.</summary>
internal static class AnalysisApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var read = app.MapGroup("/api/contexts/{context}").WithMetadata(new ScopeRequirement(Scope.Read)).WithTags("Timelines");
        read.MapGet("/stats", StatsAsync).WithSummary("Tells how long the events of a context usually take.")
            .WithDescription($"From its last finished timelines: 50, or as many as timelines says, up to {BaselineReader.MostTimelines}.").Produces<StatsView>(200, HalLinks.MediaType);
        read.MapGet("/{timeline}/compare/{other}", CompareAsync).WithSummary("Compares a timeline with another of its context, event by event.").Produces<ComparisonView>(200, HalLinks.MediaType);
    }

    private static async Task<IResult> StatsAsync(HttpContext http, TimelineNames names, BaselineReader baselines, int? timelines, CancellationToken ct)
    {
        if (timelines is < 1 or > BaselineReader.MostTimelines) return Failure.Invalid($"timelines must be from 1 to {BaselineReader.MostTimelines}.").ToProblem();
        if (!(await names.ContextAsync(http, ct)).TryGet(out var context, out var failure)) return failure.ToProblem();
        return HalApi.Hal(StatsView.Of(context, await baselines.ReadAsync(context, long.MaxValue, timelines ?? BaselineReader.DefaultTimelines, ct)));
    }

    private static async Task<IResult> CompareAsync(HttpContext http, TimelineNames names, TimelineAnalyst analyst, CancellationToken ct)
    {
        if (!(await names.ContextAsync(http, ct)).TryGet(out var context, out var failure)) return failure.ToProblem();
        if (!(await names.TimelineAsync(context, TimelineNames.Of(http, "timeline"), ct)).TryGet(out var one, out failure)) return failure.ToProblem();
        if (!(await names.TimelineAsync(context, TimelineNames.Of(http, "other"), ct)).TryGet(out var other, out failure)) return failure.ToProblem();
        return HalApi.Hal(ComparisonView.Of(TimelineComparison.Of(await analyst.AnalyseAsync(context, one, ct), await analyst.AnalyseAsync(context, other, ct))));
    }
}
