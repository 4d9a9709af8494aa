using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Serialization;
using Tracker.Protocol.Api;
using Tracker.Rpc;

namespace Tracker.Server.Tasks;

/// <summary>What shields.io asks of an endpoint that it draws a badge for.</summary>
public sealed record BadgeView(
    [property: JsonPropertyName("schemaVersion")] int SchemaVersion,
    [property: JsonPropertyName("label")] string Label,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("color")] string Color);

/// <summary>
/// A task's state for pages elsewhere. A badge's id tells the name and the state of one task and is good for nothing else:
/// no ping can be made of it.
/// </summary>
public static class BadgeApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var badges = app.MapGroup("/badge").WithMetadata(new ScopeRequirement(Scope.Anonymous)).WithTags("Badges");
        badges.MapGet("/{id:guid}.svg", SvgAsync).WithSummary("Draws a task's state.");
        badges.MapGet("/tag/{key}/{tag}.svg", TagSvgAsync).WithSummary("Draws the worst state of a tag's tasks.");
        badges.MapGet("/tag/{key}/{tag}.json", TagJsonAsync).WithSummary("Tells the worst state of a tag's tasks in the form of a shields.io endpoint.").Produces<BadgeView>();
        badges.MapGet("/{id:guid}.json", JsonAsync).WithSummary("Tells a task's state in the form of a shields.io endpoint.").Produces<BadgeView>();
    }

    private static async Task<IResult> SvgAsync(Guid id, HttpContext http, TaskReader tasks, CancellationToken ct) =>
        await tasks.ByBadgeAsync(id, ct) is { } task ? TypedResults.Text(Draw(View(http, task)), "image/svg+xml", Encoding.UTF8) : TypedResults.NotFound();

    private static async Task<IResult> JsonAsync(Guid id, HttpContext http, TaskReader tasks, CancellationToken ct) =>
        await tasks.ByBadgeAsync(id, ct) is { } task ? TypedResults.Ok(View(http, task)) : TypedResults.NotFound();

    private static async Task<IResult> TagSvgAsync(string key, string tag, HttpContext http, BadgeKeys keys, TaskOverview tasks, CancellationToken ct) =>
        await OfTagAsync(key, tag, keys, tasks, ct) is { } states ? TypedResults.Text(Draw(View(http, states)), "image/svg+xml", Encoding.UTF8) : TypedResults.NotFound();

    private static async Task<IResult> TagJsonAsync(string key, string tag, HttpContext http, BadgeKeys keys, TaskOverview tasks, CancellationToken ct) =>
        await OfTagAsync(key, tag, keys, tasks, ct) is { } states ? TypedResults.Ok(View(http, states)) : TypedResults.NotFound();

    private static async Task<TagStates?> OfTagAsync(string key, string tag, BadgeKeys keys, TaskOverview tasks, CancellationToken ct) =>
        // A slash inside a part of a path is the one character that the server leaves as it was sent.
        await keys.IsAsync(key, ct) ? await tasks.OfTagAsync(tag.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), ct) : null;

    private static BadgeView View(HttpContext http, TaskStanding task) => View(http, task.Task.Name, task.State, ScheduledTask.NameOf(task.State));

    private static BadgeView View(HttpContext http, TagStates tag)
    {
        var name = ScheduledTask.NameOf(tag.Worst);
        return View(http, tag.Tag, tag.Worst, TaskTelling.IsOutage(tag.Worst) && tag.Total > 1 ? string.Create(CultureInfo.InvariantCulture, $"{tag.Counts[tag.Worst]} of {tag.Total} {name}") : name);
    }

    private static BadgeView View(HttpContext http, string label, TaskState state, string message)
    {
        // Shown on other sites, and not from yesterday.
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers.CacheControl = "no-cache, max-age=0";
        return new(1, label, message, state switch
        {
            TaskState.Up => "success",
            TaskState.Late => "important",
            TaskState.Down => "critical",
            _ => "inactive",
        });
    }

    private static string Draw(BadgeView badge)
    {
        var fill = badge.Color switch
        {
            "success" => "#2a7d2a",
            "important" => "#a85400",
            "critical" => "#c0352b",
            _ => "#666",
        };
        var label = badge.Label.Length > 40 ? badge.Label[..39] + "…" : badge.Label;
        var (left, right) = (Width(label), Width(badge.Message));
        var title = WebUtility.HtmlEncode($"{badge.Label}: {badge.Message}");
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{title}"><title>{title}</title>
            <rect width="{left + right}" height="20" rx="3" fill="{fill}"/><path d="M3 0h{left - 3}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#444"/>
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
            <text x="{left / 2}" y="14" textLength="{left - 12}">{WebUtility.HtmlEncode(label)}</text><text x="{left + (right / 2)}" y="14" textLength="{right - 12}">{badge.Message}</text>
            </g></svg>
            """);
    }

    private static int Width(string text) => (text.Length * 7) + 12;
}
