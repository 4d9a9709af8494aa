using Microsoft.AspNetCore.Http.HttpResults;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Timelines.Agents.Polling;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Timelines.Api;
using Tracker.Server.Timelines.Pages.Gantt;
using Tracker.Server.Web;

namespace Tracker.Server.Timelines.Pages;

/// <summary>The pages' place in the navigation, and what their addresses say.</summary>
internal static class TimelinePages
{
    public const string Icon = "M4 6h9M8 12h9M12 18h8M4 3v18";

    public static void AddTimelinePages(this IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Observe", 40, "/timelines", "Timelines", Icon, 'i'));
        services.AddSingleton(new AdminTab(45, "/admin/agents", "Agents"));
    }

    public static void MapTimelinePages(this WebApplication app)
    {
        app.MapGet("/timelines/{context}/{timeline}/rows", RowsAsync).WithMetadata(new ScopeRequirement(Scope.Read)).ExcludeFromDescription();
        app.MapPost("/admin/agents/{id:guid}/delete", DeleteAgentAsync).WithMetadata(new ScopeRequirement(Scope.Admin)).ExcludeFromDescription();
    }

    /// <summary>The context that an address names; null when there is none.</summary>
    public static async Task<TimelineContext?> ContextAsync(this TimelineNames names, HttpContext http) =>
        (await names.ContextAsync(http, http.RequestAborted)).TryGet(out var context, out _) ? context : null;

    /// <summary>The timeline of it that an address names; null when there is none.</summary>
    public static async Task<Timeline?> TimelineAsync(this TimelineNames names, HttpContext http, TimelineContext context, string parameter) =>
        (await names.TimelineAsync(context, TimelineNames.Of(http, parameter), http.RequestAborted)).TryGet(out var timeline, out _) ? timeline : null;

    // For the script of the page.
    private static async Task<IResult> RowsAsync(HttpContext http, TimelineNames names, TimelineAnalyst analyst, CancellationToken ct) =>
        await names.ContextAsync(http) is { } context && await names.TimelineAsync(http, context, "timeline") is { } timeline
            ? Results.Bytes(GanttRows.Write(await analyst.AnalyseAsync(context, timeline, ct)), "application/json")
            : Results.NotFound();

    // Asking for the form is what makes the framework check its antiforgery token.
    private static async Task<RedirectHttpResult> DeleteAgentAsync(HttpContext http, Guid id, IFormCollection form, AgentService agents, Flash flash, CancellationToken ct)
    {
        if ((await agents.DeleteAsync(id, Caller.Of(http), ct)).TryGet(out var agent, out var failure)) flash.Set(http, FlashKind.Success, $"“{agent.Name}” is not asked any more.");
        else flash.Set(http, FlashKind.Failure, failure.Message);
        return TypedResults.LocalRedirect("/admin/agents");
    }

    public static string CompareOf(Timeline one, Timeline other) => $"{TimelinesModule.PathOf(one)}/compare/{Uri.EscapeDataString(other.Id)}";

    public static string ImageOf(Timeline timeline) => $"/api/contexts/{Uri.EscapeDataString(timeline.Context)}/{Uri.EscapeDataString(timeline.Id)}.svg";
}
