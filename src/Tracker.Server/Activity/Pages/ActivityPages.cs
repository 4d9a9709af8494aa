using Tracker.Server.Web;

namespace Tracker.Server.Activity.Pages;

/// <summary>The pages' place in the navigation.</summary>
internal static class ActivityPages
{
    public static void AddActivityPages(this IServiceCollection services) =>
        services.AddSingleton(new NavItem("Observe", 10, ActivityLinks.Page, "Activity", ActivityText.Icon, 'y'));
}
