using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Insights;
using Tracker.Rpc;
using Tracker.Server.Catalog;

namespace Tracker.Server.Insights;

/// <summary>Figures over gRPC and REST alike.</summary>
public sealed class InsightsRpc(InsightsService insights, EnvironmentNames environments, TimeProvider clock)
{
    public async Task<GetInsightsResponse> GetInsights(GetInsightsRequest request, CallContext call)
    {
        var report = await insights.ReportAsync(QueryOf(request), call.Cancellation);
        return new()
        {
            From = report.Period.From.ToTimestamp(),
            To = report.Period.To.ToTimestamp(),
            Current = Of(report.Current),
            Previous = Of(report.Previous),
            Trend = { report.Trend.Select(t => new TrendPoint { Start = t.Part.From.ToTimestamp(), Figures = Of(t.Figures) }) },
            Groups = { report.Groups.Select(g => new FigureGroup { Name = g.Name, Figures = Of(g.Figures) }) },
            Capped = report.Capped,
        };
    }

    public async Task<GetEventCountsResponse> GetEventCounts(GetInsightsRequest request, CallContext call)
    {
        var (counts, capped) = await insights.CountsAsync(QueryOf(request), call.Cancellation);
        return new()
        {
            Counts = { counts.Select(c => new EventCount { Year = c.Year, Month = c.Month, Service = c.Service, Type = c.Type, Count = (ulong)c.Count }) },
            TotalCount = (ulong)counts.Sum(c => c.Count),
            Capped = capped,
        };
    }

    private InsightsQuery QueryOf(GetInsightsRequest request) => InsightsQuery.Of(request, environments, clock.GetUtcNow()).OrThrow();

    private static Figures Of(DoraFigures f)
    {
        var figures = new Figures
        {
            Deployments = (uint)f.Deployments,
            DeploymentsPerDay = f.PerDay,
            LeadTimeMedian = f.LeadTime?.Median.ToDuration(),
            LeadTimeP90 = f.LeadTime?.P90.ToDuration(),
            LeadTimes = (uint)(f.LeadTime?.Count ?? 0),
            WithoutBeginning = (uint)f.WithoutBeginning,
            Repeated = (uint)f.Repeated,
            Changes = (uint)f.Changes,
            FailedChanges = (uint)f.FailedChanges,
            FailedDeployments = (uint)f.FailedDeployments,
            RolledBack = (uint)f.RolledBack,
            FollowedByIncident = (uint)f.FollowedByIncident,
            Incidents = (uint)f.Incidents,
            RestoreMedian = f.TimeToRestore?.Median.ToDuration(),
            RestoreP90 = f.TimeToRestore?.P90.ToDuration(),
            Unresolved = (uint)f.Unresolved,
        };
        if (f.FailureRate is { } rate) figures.ChangeFailureRate = rate;
        return figures;
    }
}
