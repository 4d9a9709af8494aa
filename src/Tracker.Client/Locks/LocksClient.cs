using Tracker.Client.Connect;

namespace Tracker.Client.Locks;

/// <summary>Who has what to themselves. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class LocksClient
{
    private static readonly Route CreateRoute = Route.Post("/api/v1alpha1/lock");
    private static readonly Route GetRoute = Route.Get("/api/v1alpha1/lock/{id}");
    private static readonly Route UpdateRoute = Route.Put("/api/v1alpha1/lock/{id}");
    private static readonly Route ReleaseRoute = Route.Delete("/api/v1alpha1/lock/{id}");
    private static readonly Route ListRoute = Route.Get("/api/v1alpha1/locks/list");
    private static readonly Route WaitingRoute = Route.Get("/api/v1alpha1/locks/waiting");
    private static readonly Route LostRoute = Route.Get("/api/v1alpha1/locks/lost");

    private readonly RestConnection _rest;

    internal LocksClient(RestConnection rest)
    {
        _rest = rest;
        Freezes = new(rest);
    }

    /// <summary>Times in which nothing may start.</summary>
    public FreezesClient Freezes { get; }

    /// <summary>
    /// Takes a lock, waits for it as long as <see cref="LockRequest.Wait"/> says, and keeps it until the handle is disposed: it is
    /// renewed by itself. A wait that is cancelled gives up its place; a lock that is granted in that very moment ends with its time to live.
    /// </summary>
    /// <example><code>
    /// await using var held = await client.Locks.AcquireAsync(new() { Service = "shop", Environment = "prod", Who = "deploy job", Wait = TimeSpan.FromMinutes(5) });
    /// await MigrateAsync(fencingToken: held.Token, held.Lost);
    /// </code></example>
    /// <exception cref="TrackerException">Held by somebody else (409), whom the detail names, or not done.</exception>
    /// <exception cref="ArgumentException">The time to live is less than three seconds: it could not be renewed in time.</exception>
    public async Task<HeldLock> AcquireAsync(LockRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.TimeToLive < HeldLock.ShortestTimeToLive) throw new ArgumentException("TimeToLive must be at least three seconds for a lock that is renewed.", nameof(request));
        return new HeldLock(this, await CreateAsync(request, ct).ConfigureAwait(false), _rest.Time);
    }

    /// <summary>Takes a lock, without renewing it afterwards.</summary>
    /// <exception cref="TrackerException">Held by somebody else (409), whom the detail names, or not done.</exception>
    public async Task<LockInfo> CreateAsync(LockRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var exchange = new Exchange(CreateRoute, CreateRoute.Path()) { Wait = request.Wait }.With(request, LocksJson.Default.LockRequest);
        return (await _rest.SendAsync(exchange, LocksJson.Default.LockAnswer, ct).ConfigureAwait(false)).Lock;
    }

    /// <summary>A lock that is held.</summary>
    public async Task<LockInfo> GetAsync(string id, CancellationToken ct = default) =>
        (await _rest.SendAsync(GetRoute, GetRoute.Path(id), LocksJson.Default.LockAnswer, ct).ConfigureAwait(false)).Lock;

    /// <summary>Renews a lock, changes what it says, or moves it.</summary>
    public async Task<LockInfo> UpdateAsync(string id, LockUpdate request, CancellationToken ct = default) =>
        (await _rest.SendAsync(UpdateRoute, UpdateRoute.Path(id), request, LocksJson.Default.LockUpdate, LocksJson.Default.LockAnswer, ct).ConfigureAwait(false)).Lock;

    /// <summary>Releases a lock.</summary>
    public Task ReleaseAsync(string id, CancellationToken ct = default) => _rest.SendAsync(ReleaseRoute, ReleaseRoute.Path(id), ct);

    /// <summary>Releases somebody else's lock, which takes the admin scope. Audited.</summary>
    /// <param name="id">The lock's.</param>
    /// <param name="reason">Why, at most 2,000 characters.</param>
    /// <param name="ct">Ends the call.</param>
    public Task ForceAsync(string id, string reason, CancellationToken ct = default) =>
        _rest.SendAsync(ReleaseRoute, ReleaseRoute.Path(id) + new Query().Add("force", true).Add("reason", reason), ct);

    /// <summary>What is held, newest first.</summary>
    public Paged<LockInfo> List(LockFilter? filter = null) => new(async (page, perPage, ct) =>
    {
        var query = QueryOf(filter).Add("who", filter?.Who).Add("event_id", filter?.EventId).Add("page", page).Add("per_page", perPage);
        var answer = await _rest.SendAsync(ListRoute, ListRoute.Path() + query, LocksJson.Default.LockListAnswer, ct).ConfigureAwait(false);
        return new(answer.Locks, answer.TotalCount, answer.TotalCountCapped, answer.Locks.Count >= perPage);
    });

    /// <summary>Who waits, in the order in which they will be served.</summary>
    public Paged<LockWaiter> Waiting(LockFilter? filter = null) => new(async (page, perPage, ct) =>
    {
        var answer = await _rest.SendAsync(WaitingRoute, WaitingRoute.Path() + QueryOf(filter).Add("page", page).Add("per_page", perPage), LocksJson.Default.WaitersAnswer, ct).ConfigureAwait(false);
        return new(answer.Waiters, answer.TotalCount, false, answer.Waiters.Count >= perPage);
    });

    /// <summary>What was forced or expired in the last 90 days, newest first.</summary>
    public Paged<LostLock> Lost() => new(async (page, perPage, ct) =>
    {
        var answer = await _rest.SendAsync(LostRoute, LostRoute.Path() + new Query().Add("page", page).Add("per_page", perPage), LocksJson.Default.LostAnswer, ct).ConfigureAwait(false);
        return new(answer.Locks, answer.TotalCount, false, answer.Locks.Count >= perPage);
    });

    private static Query QueryOf(LockFilter? filter) =>
        new Query().Add("service", filter?.Service).Add("environment", filter?.Environment).Add("resource", filter?.Resource);
}
