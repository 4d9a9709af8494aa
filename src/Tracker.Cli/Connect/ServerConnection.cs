using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tracker.Cli.Connect;

/// <summary>Asks the server over REST. Whatever is not a success ends the command with a line that says why.</summary>
internal sealed class ServerConnection(Target target) : IDisposable
{
    private const int MostBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private HttpClient? _http;

    public Target Target => target;

    /// <summary>Whether it has answered so far.</summary>
    public bool HasAnswered { get; private set; }

    public void Dispose() => _http?.Dispose();

    /// <param name="path">Of the API, without a slash at its beginning.</param>
    public Task<JsonElement> GetAsync(string path, CancellationToken ct) => JsonAsync(new Request(HttpMethod.Get, path), ct);

    public Task<JsonElement> PostAsync(string path, JsonNode? body, CancellationToken ct) => JsonAsync(new Request(HttpMethod.Post, path) { Body = body }, ct);

    public Task<JsonElement> PutAsync(string path, JsonNode? body, CancellationToken ct) => JsonAsync(new Request(HttpMethod.Put, path) { Body = body }, ct);

    public async Task<JsonElement> JsonAsync(Request request, CancellationToken ct) => (await SendAsync(request, ct)).Json(Target);

    /// <summary>An answer that is a success.</summary>
    public async Task<Reply> SendAsync(Request request, CancellationToken ct)
    {
        var reply = await TrySendAsync(request, ct);
        return reply.IsDone ? reply : throw Refusal.Of(reply, Target, request.Conflict);
    }

    /// <summary>Whatever the server answers.</summary>
    public async Task<Reply> TrySendAsync(Request request, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(request.Patience ?? Patience);
        try
        {
            return request.IsShort && PlainHttp.Reaches(Target)
                ? await PlainHttp.SendAsync(Target, request, limit.Token)
                : await SendByClientAsync(request, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw CommandException.Unreachable($"{Target.Server} did not answer within {(request.Patience ?? Patience).TotalSeconds:0} s. It may have done what was asked: look before you try again.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw Unreachable(e);
        }
    }

    private async Task<Reply> SendByClientAsync(Request request, CancellationToken ct)
    {
        _http ??= Client();
        using var message = request.ToMessage();
        using var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, ct);
        HasAnswered = true;
        return new Reply((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync(ct))
        {
            Elsewhere = answer.Headers.Location is { } location ? new Uri(Target.Server, location) : null,
        };
    }

    private HttpClient Client()
    {
        // Redirects are not followed: credentials are for the server that was named.
        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectPatience, AllowAutoRedirect = false, UseCookies = false };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes, BaseAddress = Target.Server };
        if (Target.ApiKey is { } key) client.DefaultRequestHeaders.TryAddWithoutValidation("X-API-KEY", key);
        else if (Target.Token is { } token) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private CommandException Unreachable(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            CommandException.Refused($"The answer is longer than {MostBytes / 1024 / 1024} MB; ask for less with --limit."),
        { InnerException: AuthenticationException } =>
            CommandException.Unreachable($"{Target.Server}: its certificate is not trusted: {e.InnerException.Message}"),
        _ => CommandException.Unreachable(
            $"{Target.Server} cannot be reached: {(e.InnerException as SocketException ?? e).Message}. Does the server run ('tracker serve')? Is --server (TRACKER_SERVER) right?"),
    };
}
