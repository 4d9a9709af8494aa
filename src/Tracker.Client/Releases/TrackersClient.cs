using Tracker.Client.Connect;

namespace Tracker.Client.Releases;

/// <summary>Which applications are followed, and how. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class TrackersClient
{
    private static readonly Route ListRoute = Route.Get("/trackers");
    private static readonly Route GetRoute = Route.Get("/trackers/{name}");
    private static readonly Route CreateRoute = Route.Post("/trackers");
    private static readonly Route UpdateRoute = Route.Put("/trackers/{name}");
    private static readonly Route PollRoute = Route.Post("/trackers/{name}/poll", Repeat.Harmless);
    private static readonly Route DeleteRoute = Route.Delete("/trackers/{name}");

    private readonly RestConnection _rest;

    internal TrackersClient(RestConnection rest) => _rest = rest;

    /// <summary>The trackers by name.</summary>
    /// <param name="withPaused">Whether those that are paused are listed, too.</param>
    public Paged<ReleaseTracker> List(bool withPaused = false) => new(async (page, perPage, ct) =>
    {
        var query = new Query().Add("paused", withPaused ? true : null).Add("page", page).Add("per_page", perPage);
        var trackers = await _rest.SendAsync(ListRoute, ListRoute.Path() + query, ReleasesJson.Default.IReadOnlyListReleaseTracker, ct).ConfigureAwait(false);
        return new(trackers, null, false, trackers.Count >= perPage);
    });

    /// <summary>A tracker, and how its last polls went.</summary>
    public Task<ReleaseTracker> GetAsync(string application, CancellationToken ct = default) =>
        _rest.SendAsync(GetRoute, GetRoute.Path(application), ReleasesJson.Default.ReleaseTracker, ct);

    /// <summary>
    /// Follows an application; a conflict (409) says that it is followed already. Its file is read at once, for ten seconds at most:
    /// what is wrong with it is in <see cref="ReleaseTracker.Errors"/>, and the tracker is made all the same.
    /// </summary>
    public Task<ReleaseTracker> CreateAsync(ReleaseTrackerSettings settings, CancellationToken ct = default) =>
        _rest.SendAsync(CreateRoute, CreateRoute.Path(), settings, ReleasesJson.Default.ReleaseTrackerSettings, ReleasesJson.Default.ReleaseTracker, ct);

    /// <summary>Replaces a tracker's settings, except for secrets that are left out. Its file is read at once.</summary>
    public Task<ReleaseTracker> UpdateAsync(string application, ReleaseTrackerSettings settings, CancellationToken ct = default) =>
        _rest.SendAsync(UpdateRoute, UpdateRoute.Path(application), settings, ReleasesJson.Default.ReleaseTrackerSettings, ReleasesJson.Default.ReleaseTracker, ct);

    /// <summary>Looks at an application's file and image now, for ten seconds at most.</summary>
    public Task<ReleaseTracker> PollAsync(string application, CancellationToken ct = default) =>
        _rest.SendAsync(PollRoute, PollRoute.Path(application), ReleasesJson.Default.ReleaseTracker, ct);

    /// <summary>Deletes a tracker with its releases.</summary>
    public Task DeleteAsync(string application, CancellationToken ct = default) => _rest.SendAsync(DeleteRoute, DeleteRoute.Path(application), ct);
}
