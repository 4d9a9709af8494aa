using Tracker.Client.Connect;

namespace Tracker.Client.Releases;

/// <summary>
/// Which version goes where next, for deployers and for people who decide. Every method throws <see cref="TrackerException"/> when it
/// was not done.
/// </summary>
/// <example><code>
/// if (await client.Releases.NextAsync("prod") is { } claim)
/// {
///     await DeployAsync(claim.Image, claim.Digest, claim.Configuration);
///     await client.Releases.DeployedAsync(claim.Id, claim.Attempt);
/// }
/// </code></example>
public sealed class ReleasesClient
{
    private static readonly Route ListRoute = Route.Get("/api/releases");
    private static readonly Route PinsRoute = Route.Get("/api/releases/pins");
    private static readonly Route QueueRoute = Route.Get("/api/releases/{environment}");
    private static readonly Route OfApplicationRoute = Route.Get("/api/applications/{name}/releases");
    private static readonly Route WhyRoute = Route.Get("/api/applications/{name}/why");
    private static readonly Route EnvironmentsRoute = Route.Get("/api/release-environments");
    private static readonly Route ReplaceEnvironmentsRoute = Route.Put("/api/release-environments");
    private static readonly Route NextRoute = Route.Post("/api/releases/{environment}/next");
    private static readonly Route RenewRoute = Route.Post("/api/releases/{id}/renew", Repeat.Harmless);
    private static readonly Route DeployedRoute = Route.Post("/api/releases/{id}/deployed", Repeat.Harmless);
    private static readonly Route FailedRoute = Route.Post("/api/releases/{id}/failed", Repeat.Harmless);
    private static readonly Route PromoteRoute = Route.Post("/api/releases/{id}/promote");
    private static readonly Route ApproveRoute = Route.Post("/api/releases/{id}/approve");
    private static readonly Route SkipRoute = Route.Post("/api/releases/{id}/skip");
    private static readonly Route PinRoute = Route.Put("/api/applications/{name}/pins/{environment}");
    private static readonly Route UnpinRoute = Route.Delete("/api/applications/{name}/pins/{environment}");

    private readonly RestConnection _rest;

    internal ReleasesClient(RestConnection rest)
    {
        _rest = rest;
        Trackers = new(rest);
    }

    /// <summary>Which applications are followed.</summary>
    public TrackersClient Trackers { get; }

    /// <summary>What is or was in a queue, newest first.</summary>
    public Paged<QueuedRelease> List(ReleaseFilter? filter = null) => new((page, perPage, ct) =>
    {
        var query = new Query().Add("environment", filter?.Environment).Add("application", filter?.Application).AddName("state", filter?.State);
        return PageAsync(ListRoute, ListRoute.Path(), query, page, perPage, ct);
    });

    /// <summary>The queue of an environment in its order, with the gates that are closed.</summary>
    public Paged<QueuedRelease> Queue(string environment) =>
        new((page, perPage, ct) => PageAsync(QueueRoute, QueueRoute.Path(environment), new(), page, perPage, ct));

    /// <summary>The releases of an application, newest first.</summary>
    public Paged<ReleaseDetails> OfApplication(string application) => new(async (page, perPage, ct) =>
    {
        var path = OfApplicationRoute.Path(application) + new Query().Add("page", page).Add("per_page", perPage);
        var releases = await _rest.SendAsync(OfApplicationRoute, path, ReleasesJson.Default.IReadOnlyListReleaseDetails, ct).ConfigureAwait(false);
        return new(releases, null, false, releases.Count >= perPage);
    });

    /// <summary>Why the newest release of an application is not in an environment.</summary>
    public Task<WhyAnswer> WhyAsync(string application, string environment, CancellationToken ct = default) =>
        _rest.SendAsync(WhyRoute, WhyRoute.Path(application) + new Query().Add("environment", environment), ReleasesJson.Default.WhyAnswer, ct);

    /// <summary>Claims the first release that may go; it goes back into the queue unless it is renewed or told of before the lease ends.</summary>
    /// <param name="environment">Where to.</param>
    /// <param name="deployer">Who deploys, as people know it; the name of the credentials unless given.</param>
    /// <param name="lease">How long the claim lasts, 10 seconds to a day; 15 minutes unless given.</param>
    /// <param name="lockToken">
    /// Of the deploy lock that the caller holds already, such as <see cref="Locks.HeldLock.Token"/>: what that lock covers is claimed and goes
    /// under it, and it stays the caller's. Refused (409) when it is not held any more.
    /// </param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>Null when nothing may go there now.</returns>
    public Task<ClaimedRelease?> NextAsync(
        string environment, string? deployer = null, TimeSpan? lease = null, long? lockToken = null, CancellationToken ct = default)
    {
        var body = new NextBody(deployer, lease is { } time ? (long)Math.Ceiling(time.TotalSeconds) : null, lockToken);
        return _rest.TrySendAsync(new Exchange(NextRoute, NextRoute.Path(environment)).With(body, ReleasesJson.Default.NextBody), ReleasesJson.Default.ClaimedRelease, ct);
    }

    /// <summary>Lets the lease of a claim start anew.</summary>
    /// <param name="id">The claim's.</param>
    /// <param name="attempt">The claim's: one that lapsed is then not spoken for.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<QueuedRelease> RenewAsync(Guid id, int? attempt = null, CancellationToken ct = default) => TellAsync(RenewRoute, id, new(attempt), ct);

    /// <summary>Tells that a claimed release runs there now; it goes on to the next environment.</summary>
    /// <param name="id">The claim's.</param>
    /// <param name="attempt">The claim's: one that lapsed is then not spoken for.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<QueuedRelease> DeployedAsync(Guid id, int? attempt = null, CancellationToken ct = default) => TellAsync(DeployedRoute, id, new(attempt), ct);

    /// <summary>Tells that the deployment of a claimed release failed.</summary>
    /// <param name="id">The claim's.</param>
    /// <param name="reason">Why, at most 500 characters.</param>
    /// <param name="attempt">The claim's: one that lapsed is then not spoken for.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<QueuedRelease> FailedAsync(Guid id, string reason, int? attempt = null, CancellationToken ct = default) => TellAsync(FailedRoute, id, new(attempt, reason), ct);

    /// <summary>
    /// Decides that a release goes on: one that is queued may go, whatever its version; one that was deployed is queued for the next
    /// environment, one that failed or was skipped for the same once more.
    /// </summary>
    public Task<QueuedRelease> PromoteAsync(Guid id, CancellationToken ct = default) => _rest.SendAsync(PromoteRoute, PromoteRoute.Path(Text(id)), ReleasesJson.Default.QueuedRelease, ct);

    /// <summary>Approves a queued release.</summary>
    public Task<QueuedRelease> ApproveAsync(Guid id, CancellationToken ct = default) => _rest.SendAsync(ApproveRoute, ApproveRoute.Path(Text(id)), ReleasesJson.Default.QueuedRelease, ct);

    /// <summary>Decides that a queued release does not go there.</summary>
    /// <param name="id">The queued release's.</param>
    /// <param name="reason">Why, at most 500 characters.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<QueuedRelease> SkipAsync(Guid id, string reason, CancellationToken ct = default) => TellAsync(SkipRoute, id, new(null, reason), ct);

    /// <summary>What is pinned, by application and environment.</summary>
    /// <param name="application">Only of this one, group.name.</param>
    /// <param name="environment">Only there.</param>
    public Paged<PinnedRelease> Pins(string? application = null, string? environment = null) => new(async (page, perPage, ct) =>
    {
        var query = new Query().Add("environment", environment).Add("application", application).Add("page", page).Add("per_page", perPage);
        var pins = await _rest.SendAsync(PinsRoute, PinsRoute.Path() + query, ReleasesJson.Default.IReadOnlyListPinnedRelease, ct).ConfigureAwait(false);
        return new(pins, null, false, pins.Count >= perPage);
    });

    /// <summary>Keeps an application at a release in an environment, whatever is newer; what does not run there is queued.</summary>
    /// <param name="application">group.name.</param>
    /// <param name="environment">Where.</param>
    /// <param name="releaseId">Of <see cref="OfApplication"/>.</param>
    /// <param name="reason">Why, at most 500 characters.</param>
    /// <param name="ct">Ends the call.</param>
    public Task PinAsync(string application, string environment, Guid releaseId, string reason, CancellationToken ct = default) =>
        _rest.SendAsync(new Exchange(PinRoute, PinRoute.Path(application, environment)).With(new(releaseId, reason), ReleasesJson.Default.PinBody), ct);

    /// <summary>Lets a pinned application go on: its newest release that came so far is queued again.</summary>
    public Task UnpinAsync(string application, string environment, CancellationToken ct = default) => _rest.SendAsync(UnpinRoute, UnpinRoute.Path(application, environment), ct);

    /// <summary>The environments that releases pass, in their order.</summary>
    public Task<IReadOnlyList<ReleaseEnvironment>> GetEnvironmentsAsync(CancellationToken ct = default) =>
        _rest.SendAsync(EnvironmentsRoute, EnvironmentsRoute.Path(), ReleasesJson.Default.IReadOnlyListReleaseEnvironment, ct);

    /// <summary>Replaces the environments; takes the admin scope. One in which something waits or is being deployed cannot be left out.</summary>
    public Task<IReadOnlyList<ReleaseEnvironment>> ReplaceEnvironmentsAsync(IReadOnlyList<ReleaseEnvironment> environments, CancellationToken ct = default) => _rest.SendAsync(
        ReplaceEnvironmentsRoute, ReplaceEnvironmentsRoute.Path(), environments,
        ReleasesJson.Default.IReadOnlyListReleaseEnvironment, ReleasesJson.Default.IReadOnlyListReleaseEnvironment, ct);

    private Task<QueuedRelease> TellAsync(Route route, Guid id, ClaimBody body, CancellationToken ct) =>
        _rest.SendAsync(route, route.Path(Text(id)), body, ReleasesJson.Default.ClaimBody, ReleasesJson.Default.QueuedRelease, ct);

    private async Task<Page<QueuedRelease>> PageAsync(Route route, string path, Query query, int page, int perPage, CancellationToken ct)
    {
        query.Add("page", page).Add("per_page", perPage);
        var releases = await _rest.SendAsync(route, path + query, ReleasesJson.Default.IReadOnlyListQueuedRelease, ct).ConfigureAwait(false);
        return new(releases, null, false, releases.Count >= perPage);
    }

    private static string Text(Guid id) => id.ToString("D");
}
