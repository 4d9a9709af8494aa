using Tracker.Client.Connect;

namespace Tracker.Client.Locks;

/// <summary>Times in which no deployment or operation starts. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class FreezesClient
{
    private static readonly Route CreateRoute = Route.Post("/api/v1alpha1/freeze");
    private static readonly Route GetRoute = Route.Get("/api/v1alpha1/freeze/{id}");
    private static readonly Route UpdateRoute = Route.Put("/api/v1alpha1/freeze/{id}");
    private static readonly Route DeleteRoute = Route.Delete("/api/v1alpha1/freeze/{id}");
    private static readonly Route ListRoute = Route.Get("/api/v1alpha1/freezes/list");
    private static readonly Route CheckRoute = Route.Get("/api/v1alpha1/freezes/check");

    private readonly RestConnection _rest;

    internal FreezesClient(RestConnection rest) => _rest = rest;

    /// <summary>Declares a freeze window. Audited.</summary>
    public async Task<FreezeWindow> CreateAsync(FreezeRequest request, CancellationToken ct = default) =>
        (await _rest.SendAsync(CreateRoute, CreateRoute.Path(), request, LocksJson.Default.FreezeRequest, LocksJson.Default.FreezeAnswer, ct).ConfigureAwait(false)).Window;

    /// <summary>One freeze window.</summary>
    public async Task<FreezeWindow> GetAsync(string id, CancellationToken ct = default) =>
        (await _rest.SendAsync(GetRoute, GetRoute.Path(id), LocksJson.Default.FreezeAnswer, ct).ConfigureAwait(false)).Window;

    /// <summary>Changes a freeze window; what is null stays as it is. Audited.</summary>
    public async Task<FreezeWindow> UpdateAsync(string id, FreezeRequest request, CancellationToken ct = default) =>
        (await _rest.SendAsync(UpdateRoute, UpdateRoute.Path(id), request, LocksJson.Default.FreezeRequest, LocksJson.Default.FreezeAnswer, ct).ConfigureAwait(false)).Window;

    /// <summary>Deletes a freeze window. Audited.</summary>
    public Task DeleteAsync(string id, CancellationToken ct = default) => _rest.SendAsync(DeleteRoute, DeleteRoute.Path(id), ct);

    /// <summary>The windows in force first, then those to come, then those that are over.</summary>
    public Paged<FreezeWindow> List() => new(async (page, perPage, ct) =>
    {
        var answer = await _rest.SendAsync(ListRoute, ListRoute.Path() + new Query().Add("page", page).Add("per_page", perPage), LocksJson.Default.FreezeListAnswer, ct).ConfigureAwait(false);
        return new(answer.Windows, answer.TotalCount, false, answer.Windows.Count >= perPage);
    });

    /// <summary>Whether a start would be refused, and until when.</summary>
    /// <param name="service">What is to start.</param>
    /// <param name="environment">Where.</param>
    /// <param name="at">When; now unless given.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<FreezeCheck> CheckAsync(string service, string? environment = null, DateTimeOffset? at = null, CancellationToken ct = default) => _rest.SendAsync(
        CheckRoute, CheckRoute.Path() + new Query().Add("service", service).Add("environment", environment).Add("at", at), LocksJson.Default.FreezeCheck, ct);
}
