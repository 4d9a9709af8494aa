using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tracker.Client.Connect;

/// <summary>Sends requests, again where that is safe, and reads what comes back.</summary>
internal sealed class RestConnection : IDisposable
{
    /// <summary>A wait that was cut after this long was cut by a proxy: it counts as the first failure again.</summary>
    private static readonly TimeSpan HeldLong = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly TrackerOptions _options;
    private readonly string? _apiKey;

    public RestConnection(string? apiKey, TrackerOptions options)
    {
        (_apiKey, _options) = (apiKey, options);
        var handler = options.Handler ?? new SocketsHttpHandler
        {
            // A key must not follow a redirect to somebody else.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ActivityHeadersPropagator = null,
        };
        _http = new HttpClient(handler, disposeHandler: options.Handler is null)
        {
            BaseAddress = options.Server.AbsoluteUri.EndsWith('/') ? options.Server : new Uri(options.Server.AbsoluteUri + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = options.LargestAnswer,
        };
    }

    public TimeProvider Time => _options.Time;

    public int LargestAnswer => _options.LargestAnswer;

    public TimeSpan LongestPause => _options.LongestPause;

    public async Task<T> SendAsync<T>(Exchange exchange, JsonTypeInfo<T> type, CancellationToken ct)
    {
        var requestId = NewRequestId();
        var body = await SendAsync(exchange, requestId, ct).ConfigureAwait(false);
        return Read(exchange.Route, body, type, requestId);
    }

    /// <summary>Null where the answer has no content (204).</summary>
    public async Task<T?> TrySendAsync<T>(Exchange exchange, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        var requestId = NewRequestId();
        var body = await SendAsync(exchange, requestId, ct).ConfigureAwait(false);
        return body.Length == 0 ? null : Read(exchange.Route, body, type, requestId);
    }

    public Task<T> SendAsync<T>(Route route, string path, JsonTypeInfo<T> type, CancellationToken ct) => SendAsync(new Exchange(route, path), type, ct);

    public Task<T> SendAsync<TBody, T>(Route route, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken ct) =>
        SendAsync(new Exchange(route, path).With(body, bodyType), type, ct);

    public Task<byte[]> SendAsync(Exchange exchange, CancellationToken ct) => SendAsync(exchange, NewRequestId(), ct);

    public Task SendAsync(Route route, string path, CancellationToken ct) => SendAsync(new Exchange(route, path), ct);

    /// <summary>An answer that goes on until its reader or the server ends it: read as it comes, after one attempt.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Exchange exchange, string? lastEventId, CancellationToken ct)
    {
        var requestId = NewRequestId();
        using var request = Request(exchange, requestId, null);
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_options.Timeout);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return Interlocked.Exchange(ref response, null);
            await response.Content.LoadIntoBufferAsync(_options.LargestAnswer, limit.Token).ConfigureAwait(false);
            throw Problem.Read(exchange.Route, response, await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false), requestId, Time.GetUtcNow());
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw TooSlow(exchange, requestId, e);
        }
        catch (HttpRequestException e)
        {
            throw Unreached(exchange, requestId, e).Failure!;
        }
        finally
        {
            response?.Dispose();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> SendAsync(Exchange exchange, string requestId, CancellationToken ct)
    {
        var key = exchange.Route.Repeat == Repeat.ByKey ? Guid.NewGuid().ToString("N") : null;
        var (began, mayHaveArrived, failures) = (Time.GetTimestamp(), false, 0);
        for (var number = 1; ; number++)
        {
            var sent = Time.GetTimestamp();
            var attempt = await AttemptAsync(exchange, requestId, key, ct).ConfigureAwait(false);
            if (attempt.Answer is { } answer) return answer;
            var failure = attempt.Failure!;
            // Gone by the attempt whose answer was lost.
            if (failure.IsNotFound && mayHaveArrived && exchange.Route.Method == HttpMethod.Delete) return [];
            mayHaveArrived |= attempt.Arrived && failure.Status is null or >= HttpStatusCode.InternalServerError;
            failures = exchange.Wait > HeldLong && Time.GetElapsedTime(sent) > HeldLong ? 1 : failures + 1;
            var pause = Backoff.After(failures, failure.RetryAfter, _options.LongestPause);
            var isOver = exchange.Wait > TimeSpan.Zero && Time.GetElapsedTime(began) + pause > exchange.Wait + _options.Timeout;
            if (attempt.IsFinal || isOver || failures > _options.Retries || failure.RetryAfter > _options.LongestPause || !Backoff.MayRepeat(exchange.Route.Repeat, failure, attempt.Arrived))
                throw number == 1 ? failure : After(number, failure);
            await Task.Delay(pause, Time, ct).ConfigureAwait(false);
        }
    }

    private async Task<Attempt> AttemptAsync(Exchange exchange, string requestId, string? key, CancellationToken ct)
    {
        using var request = Request(exchange, requestId, key);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_options.Timeout + exchange.Wait);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? new(body) : new(null, Problem.Read(exchange.Route, response, body, requestId, Time.GetUtcNow()));
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            return new(null, TooSlow(exchange, requestId, e));
        }
        catch (HttpRequestException e)
        {
            ct.ThrowIfCancellationRequested();
            return Unreached(exchange, requestId, e);
        }
    }

    private HttpRequestMessage Request(Exchange exchange, string requestId, string? key)
    {
        var request = new HttpRequestMessage(exchange.Route.Method, exchange.Path.TrimStart('/'));
        if (exchange.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(exchange.BodyType);
        }

        var headers = request.Headers;
        headers.Accept.ParseAdd(exchange.Accept);
        headers.UserAgent.ParseAdd("tracker-client");
        var isTraced = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity && activity.TraceId.ToHexString() == requestId;
        headers.TryAddWithoutValidation("traceparent", isTraced ? Activity.Current!.Id : $"00-{requestId}-{ActivitySpanId.CreateRandom().ToHexString()}-00");
        if (key is not null) headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (_apiKey is not null) headers.TryAddWithoutValidation("X-API-KEY", _apiKey);
        else if (_options.Token is { } token) headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    /// <summary>The caller's trace, where there is one, so that its spans and the server's log belong together.</summary>
    private static string NewRequestId() =>
        (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId : ActivityTraceId.CreateRandom()).ToHexString();

    private TrackerException TooSlow(Exchange exchange, string requestId, Exception e) =>
        new($"{exchange.Route}: no answer from {Authority} within {(_options.Timeout + exchange.Wait).TotalSeconds:0.#} s.", e) { RequestId = requestId };

    private Attempt Unreached(Exchange exchange, string requestId, HttpRequestException e)
    {
        var arrived = e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
        var isFinal = e.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded;
        var why = e.HttpRequestError switch
        {
            HttpRequestError.ConfigurationLimitExceeded => $"{Authority} answered more than {_options.LargestAnswer} bytes.",
            _ when !arrived => $"{Authority} cannot be reached: {e.Message}",
            _ => $"{Authority} ended the connection: {e.Message}",
        };
        return new(null, new($"{exchange.Route}: {why}", e) { RequestId = requestId }, isFinal, arrived);
    }

    private static TrackerException After(int attempts, TrackerException last) => new($"{last.Message} ({attempts} attempts)", last.InnerException)
    {
        Status = last.Status,
        Title = last.Title,
        Detail = last.Detail,
        Fields = last.Fields,
        RequestId = last.RequestId,
        RetryAfter = last.RetryAfter,
        Attempts = attempts,
    };

    private string Authority => _options.Server.Authority;

    private static T Read<T>(Route route, byte[] body, JsonTypeInfo<T> type, string requestId)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new TrackerException($"{route}: the answer is not one of a Tracker server: {e.Message}", e) { Status = HttpStatusCode.OK, RequestId = requestId };
        }
    }
}
