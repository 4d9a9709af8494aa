using Tracker.Protocol.Insights;
using Tracker.Server.Insights.Pages;
using Tracker.Server.Operations;

namespace Tracker.Server.Insights;

/// <summary>How well change flows: the figures of DORA, and how many events there are.</summary>
public static class InsightsModule
{
    public static void AddInsights(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InsightsService>();
        builder.Services.AddSingleton<InsightsRpc>();
        builder.Services.AddInsightsPages();
    }

    public static void MapInsights(this WebApplication app)
    {
        app.MapRpcService<InsightsRpc>(InsightsReflection.Descriptor.Services[0]);
        InsightsCsv.Map(app);
    }
}
