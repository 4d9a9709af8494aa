using Tracker.Server.Web;

namespace Tracker.Server.Timelines.Pages;

/// <summary>The pages' place in the navigation, and what their addresses say.</summary>
internal static class TimelinePages
{
    public const string Icon = "M4 6h9M8 12h9M12 18h8M4 3v18";

    public static void AddTimelinePages(this IServiceCollection services) => services.AddSingleton(new NavItem("Observe", 40, "/timelines", "Timelines", Icon, 'i'));

    /// <summary>A name in the address, as it was meant. A slash is the one character that the server leaves as it was sent.</summary>
    public static string NameOf(HttpContext http, string parameter) => ((string?)http.GetRouteValue(parameter) ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public static string CompareOf(Timeline one, Timeline other) => $"{TimelinesModule.PathOf(one)}/compare/{Uri.EscapeDataString(other.Id)}";

    public static string ImageOf(Timeline timeline) => $"/api/contexts/{Uri.EscapeDataString(timeline.Context)}/{Uri.EscapeDataString(timeline.Id)}.svg";
}
