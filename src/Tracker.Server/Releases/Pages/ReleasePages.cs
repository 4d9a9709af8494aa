using Tracker.Server.Access;
using Tracker.Server.Web;

namespace Tracker.Server.Releases.Pages;

/// <summary>The pages' place in the navigation, and where their buttons post to.</summary>
internal static class ReleasePages
{
    public static void AddReleasePages(this IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Operate", 20, "/releases", "Releases", ReleaseText.Icon, 'v'));
        services.AddSingleton(new AdminTab(27, "/admin/environments", "Environments"));
    }

    public static void MapReleasePages(this WebApplication app) => ApplicationPosts.Map(app);
}
