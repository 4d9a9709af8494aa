using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Tracker.Tests.Locks.Proof;

/// <summary>The lock API over HTTP as a client in trouble uses it: every call ends, with an answer or without one.</summary>
internal sealed class LockCaller(IReadOnlyList<Func<Uri>> servers) : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(4);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public Task<Reply> TakeAsync(int server, Scope scope, string who, uint ttl, uint wait, string? key) =>
        SendAsync(server, HttpMethod.Post, "/api/v1alpha1/lock", TimeSpan.FromSeconds(wait), key, new
        {
            service = scope.Service,
            environment = scope.Environment,
            resource = scope.Resource,
            who,
            ttlSeconds = ttl,
            waitSeconds = wait,
        });

    public Task<Reply> ReleaseAsync(int server, string lockId) => SendAsync(server, HttpMethod.Delete, $"/api/v1alpha1/lock/{lockId}");

    public Task<Reply> RenewAsync(int server, string lockId, uint ttl) =>
        SendAsync(server, HttpMethod.Put, $"/api/v1alpha1/lock/{lockId}", body: new { ttlSeconds = ttl });

    public Task<Reply> ReadAsync(int server, Scope scope) => SendAsync(server, HttpMethod.Get,
        $"/api/v1alpha1/locks/list?service={Uri.EscapeDataString(scope.Service)}&environment={Uri.EscapeDataString(scope.Environment)}&resource={Uri.EscapeDataString(scope.Resource)}");

    public async Task<Reply> SendAsync(int server, HttpMethod method, string path, TimeSpan longer = default, string? key = null, object? body = null)
    {
        using var enough = new CancellationTokenSource(AnswerTime + longer);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(servers[server % servers.Count](), path));
            if (body is not null) request.Content = JsonContent.Create(body);
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            using var answer = await _http.SendAsync(request, enough.Token);
            var text = await answer.Content.ReadAsStringAsync(enough.Token);
            return new Reply(answer.StatusCode, JsonNode.Parse(text)!.AsObject());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or SocketException)
        {
            return new Reply(null, []);
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <param name="Status">null when no answer came.</param>
internal sealed record Reply(HttpStatusCode? Status, JsonObject Body)
{
    private const int AlreadyExists = 6;
    private const int Aborted = 10;

    /// <summary>No answer, or one that says that it is not known what happened.</summary>
    public bool IsUnknown => Status is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    public bool IsDone => Status == HttpStatusCode.OK;

    public bool IsHeld => Status == HttpStatusCode.Conflict && (int?)Body["code"] == AlreadyExists;

    /// <summary>What was taken under this key is held no longer.</summary>
    public bool IsLost => Status == HttpStatusCode.Conflict && (int?)Body["code"] == Aborted;

    public bool IsGone => Status == HttpStatusCode.NotFound;

    public JsonObject? Lock => Body["lock"] as JsonObject;

    public override string ToString() => $"{Status} {Body.ToJsonString()}";

    public static string IdOf(JsonObject held) => (string)held["id"]!;

    public static long TokenOf(JsonObject held) => long.Parse((string)held["token"]!, CultureInfo.InvariantCulture);

    public static long EndOf(JsonObject held) =>
        (string?)held["expiresAt"] is { } end ? Clock.Of(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture)) : LockOperation.Never;
}
