using Tracker.Protocol.Overviews;
using Tracker.Server.Operations;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Overview;

/// <summary>How everything stands.</summary>
public static class OverviewModule
{
    public static void AddOverview(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OverviewReader>();
        builder.Services.AddSingleton<OverviewRpc>();
        builder.Services.AddSingleton(new NavItem("Observe", 1, "/", "Overview", Icons.Home, 'o'));
    }

    public static void MapOverview(this WebApplication app) => app.MapRpcService<OverviewRpc>(OverviewReflection.Descriptor.Services[0]);
}
