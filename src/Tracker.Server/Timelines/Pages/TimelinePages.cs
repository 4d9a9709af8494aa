using Tracker.Server.Timelines.Api;
using Tracker.Server.Web;

namespace Tracker.Server.Timelines.Pages;

/// <summary>The pages' place in the navigation, and what their addresses say.</summary>
internal static class TimelinePages
{
    public const string Icon = "M4 6h9M8 12h9M12 18h8M4 3v18";

    public static void AddTimelinePages(this IServiceCollection services) => services.AddSingleton(new NavItem("Observe", 40, "/timelines", "Timelines", Icon, 'i'));

    /// <summary>The context that an address names; null when there is none.</summary>
    public static async Task<TimelineContext?> ContextAsync(this TimelineNames names, HttpContext http) =>
        (await names.ContextAsync(http, http.RequestAborted)).TryGet(out var context, out _) ? context : null;

    /// <summary>The timeline of it that an address names; null when there is none.</summary>
    public static async Task<Timeline?> TimelineAsync(this TimelineNames names, HttpContext http, TimelineContext context, string parameter) =>
        (await names.TimelineAsync(context, TimelineNames.Of(http, parameter), http.RequestAborted)).TryGet(out var timeline, out _) ? timeline : null;

    public static string CompareOf(Timeline one, Timeline other) => $"{TimelinesModule.PathOf(one)}/compare/{Uri.EscapeDataString(other.Id)}";

    public static string ImageOf(Timeline timeline) => $"/api/contexts/{Uri.EscapeDataString(timeline.Context)}/{Uri.EscapeDataString(timeline.Id)}.svg";
}
