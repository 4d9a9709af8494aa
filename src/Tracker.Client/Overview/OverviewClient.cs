using Tracker.Client.Connect;

namespace Tracker.Client.Overview;

/// <summary>How everything stands, and one search over it. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class OverviewClient
{
    private static readonly Route GetRoute = Route.Get("/api/v1/overview");
    private static readonly Route SearchRoute = Route.Get("/api/v1/search");

    private readonly RestConnection _rest;

    internal OverviewClient(RestConnection rest) => _rest = rest;

    /// <summary>What needs somebody first, the numbers of today, what runs, what is held, what comes next.</summary>
    /// <param name="zone">Whose day is today: an IANA name; UTC unless given.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<PlatformOverview> GetAsync(string? zone = null, CancellationToken ct = default) =>
        (await _rest.SendAsync(GetRoute, GetRoute.Path() + new Query().Add("zone", zone), OverviewJson.Default.OverviewAnswer, ct).ConfigureAwait(false)).Overview;

    /// <summary>Finds anything by name, id or words: the groups with the best matches first.</summary>
    /// <param name="text">At most 200 characters.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<IReadOnlyList<SearchGroup>> SearchAsync(string text, CancellationToken ct = default) =>
        (await _rest.SendAsync(SearchRoute, SearchRoute.Path() + new Query().Add("q", text), OverviewJson.Default.SearchAnswer, ct).ConfigureAwait(false)).Groups;
}
