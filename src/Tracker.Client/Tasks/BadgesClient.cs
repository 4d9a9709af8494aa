using System.Text;
using Tracker.Client.Connect;

namespace Tracker.Client.Tasks;

/// <summary>States of tasks for pages elsewhere. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class BadgesClient
{
    private static readonly Route JsonRoute = Route.Get("/badge/{id}.json");
    private static readonly Route SvgRoute = Route.Get("/badge/{id}.svg");
    private static readonly Route TagJsonRoute = Route.Get("/badge/tag/{key}/{tag}.json");
    private static readonly Route TagSvgRoute = Route.Get("/badge/tag/{key}/{tag}.svg");

    private readonly RestConnection _rest;

    internal BadgesClient(RestConnection rest) => _rest = rest;

    /// <summary>A task's state.</summary>
    /// <param name="badgeId">The id in <see cref="TaskDetails.BadgePath"/>.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<Badge> GetAsync(Guid badgeId, CancellationToken ct = default) => _rest.SendAsync(JsonRoute, JsonRoute.Path(badgeId.ToString("D")), TasksJson.Default.Badge, ct);

    /// <summary>The same as SVG.</summary>
    /// <param name="badgeId">The id in <see cref="TaskDetails.BadgePath"/>.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<string> DrawAsync(Guid badgeId, CancellationToken ct = default) => DrawAsync(SvgRoute, SvgRoute.Path(badgeId.ToString("D")), ct);

    /// <summary>The worst state of all tasks with a tag.</summary>
    public Task<Badge> GetOfTagAsync(string badgeKey, string tag, CancellationToken ct = default) =>
        _rest.SendAsync(TagJsonRoute, TagJsonRoute.Path(badgeKey, tag), TasksJson.Default.Badge, ct);

    /// <summary>The same as SVG.</summary>
    public Task<string> DrawOfTagAsync(string badgeKey, string tag, CancellationToken ct = default) => DrawAsync(TagSvgRoute, TagSvgRoute.Path(badgeKey, tag), ct);

    private async Task<string> DrawAsync(Route route, string path, CancellationToken ct) =>
        Encoding.UTF8.GetString(await _rest.SendAsync(new Exchange(route, path) { Accept = "image/svg+xml" }, ct).ConfigureAwait(false));
}
