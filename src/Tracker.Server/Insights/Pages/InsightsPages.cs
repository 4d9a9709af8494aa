using Tracker.Server.Web;

namespace Tracker.Server.Insights.Pages;

/// <summary>The page's place in the navigation.</summary>
internal static class InsightsPages
{
    private const string Icon = "M4 20V10M10 20V4M16 20v-7M22 20H2";

    public static void AddInsightsPages(this IServiceCollection services) =>
        services.AddSingleton(new NavItem("Observe", 55, "/insights", "Insights", Icon, 'n'));
}
