using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Locks;

/// <summary>Asks the lock service over REST, as the callers that a test needs.</summary>
public sealed class LockClient(HttpClient http)
{
    public const string Api = "/api/v1alpha1";

    public LockClient(TrackerApp app)
        : this(app.Http)
    {
    }

    public Task<Answer> TakeAsync(
        string service, string who = "alice", string environment = "production", string resource = "deployment", uint ttl = 0, uint wait = 0,
        string? key = null, string? apiKey = null, string eventId = "", CancellationToken ct = default) => SendAsync(
        HttpMethod.Post, "/lock",
        new JsonObject
        {
            ["service"] = service,
            ["who"] = who,
            ["environment"] = environment,
            ["resource"] = resource,
            ["ttlSeconds"] = ttl,
            ["waitSeconds"] = wait,
            ["eventId"] = eventId,
        },
        key, apiKey, ct);

    /// <summary>Takes a lock that nobody holds, and returns its id.</summary>
    public async Task<string> HoldAsync(string service, string who = "alice", string resource = "deployment", uint ttl = 0, string? apiKey = null, string eventId = "")
    {
        var taken = await TakeAsync(service, who, resource: resource, ttl: ttl, apiKey: apiKey, eventId: eventId);
        Assert.True(taken.Status == 200, taken.Text);
        return taken.TextAt("lock.id");
    }

    public Task<Answer> UnlockAsync(string id, string? apiKey = null) => SendAsync(HttpMethod.Delete, "/lock/" + id, apiKey: apiKey);

    public Task<Answer> UpdateAsync(string id, object change, string? apiKey = null) => SendAsync(HttpMethod.Put, "/lock/" + id, change, apiKey: apiKey);

    public Task<Answer> GetAsync(string path, string? apiKey = null) => SendAsync(HttpMethod.Get, path, apiKey: apiKey);

    public Task<Answer> ListAsync(string service) => GetAsync("/locks/list?service=" + Uri.EscapeDataString(service));

    /// <summary>Waits until so many callers are in the queue for what this service has.</summary>
    public Task QueueAsync(string service, int length) => Poll.UntilAsync(
        async () => (int)(await GetAsync("/locks/waiting?service=" + Uri.EscapeDataString(service))).At("totalCount")! == length, what: $"{length} wait for {service}");

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, object? body = null, string? key = null, string? apiKey = null, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(method, Api + path);
        if (body is string text) request.Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = System.Net.Http.Json.JsonContent.Create(body);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (apiKey is not null) request.Headers.Add("X-API-KEY", apiKey);
        using var response = await http.SendAsync(request, ct);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
    }
}
