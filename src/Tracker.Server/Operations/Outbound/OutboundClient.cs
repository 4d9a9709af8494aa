using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Tracker.Server.Operations.Outbound;

/// <summary>What was answered: at most as much of the body as was asked for.</summary>
public sealed record OutboundAnswer(int Status, string Body, bool IsCut, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>
/// HTTP to addresses that people named. Connects to the very address that was checked, so that a name cannot mean another
/// one a moment later; checks every hop of a redirect; uses no proxy, no cookies; reads no more than it was told to.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    public const int MostHops = 3;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly OutboundGuard _guard;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    /// <param name="authorities">Certificates of authorities that are believed beside the system's.</param>
    public OutboundClient(OutboundGuard guard, TimeProvider clock, X509Certificate2Collection? authorities = null)
    {
        (_guard, _clock) = (guard, clock);
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 32,
            ConnectCallback = ConnectAsync,
            SslOptions = OutboundTrust.Options(authorities ?? []),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <param name="url">Where to begin.</param>
    /// <param name="make">Makes the request for an address; again for each hop.</param>
    /// <param name="maxBytes">How much of the body is read.</param>
    /// <param name="timeout">For everything together.</param>
    /// <exception cref="OutboundRefusedException">An address on the way may not be called, or there are too many.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public async Task<OutboundAnswer> SendAsync(
        Uri url, Func<Uri, HttpRequestMessage> make, int maxBytes, TimeSpan timeout, CancellationToken ct)
    {
        var response = await FetchAsync(url, make, maxBytes, timeout, ct);
        return new(response.Status, response.Text, response.IsCut, response.RetryAfter);
    }

    /// <summary>The same with headers, and with a body that need not be text.</summary>
    /// <inheritdoc cref="SendAsync" />
    public async Task<OutboundResponse> FetchAsync(
        Uri url, Func<Uri, HttpRequestMessage> make, int maxBytes, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await FollowAsync(url, make, maxBytes, both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {timeout.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            throw new OutboundRefusedException(refused.Message);
        }
        catch (IOException e)
        {
            // The answer broke off.
            throw new HttpRequestException(e.Message, e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<OutboundResponse> FollowAsync(Uri url, Func<Uri, HttpRequestMessage> make, int maxBytes, CancellationToken ct)
    {
        var first = url;
        for (var hop = 0; ; hop++)
        {
            if (OutboundGuard.WrongWith(url) is { } wrong) throw new OutboundRefusedException($"{url.GetLeftPart(UriPartial.Path)}: {wrong}.");
            using var request = make(url);
            // Whoever redirects elsewhere must not get what was meant for the first.
            if (!SameOrigin(first, url)) request.Headers.Authorization = null;
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!Redirects(request.Method, response.StatusCode) || response.Headers.Location is not { } next)
            {
                var (body, cut) = await ReadAsync(response, maxBytes, ct);
                return new(url, (int)response.StatusCode, body, cut, HeadersOf(response), RetryAfter(response));
            }

            if (hop == MostHops) throw new OutboundRefusedException($"More than {MostHops} redirects were not followed.");
            url = Uri.TryCreate(url, next, out var there) ? there : throw new OutboundRefusedException("A redirect to no address was not followed.");
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await _guard.ResolveAsync(context.DnsEndPoint.Host, ct);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. addresses], context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A post is sent again only where the answer says that it stays one.</summary>
    private static bool Redirects(HttpMethod method, HttpStatusCode status) => status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        || ((method == HttpMethod.Get || method == HttpMethod.Head) && status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther);

    private static bool SameOrigin(Uri a, Uri b) => a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.Host, b.Host, StringComparison.OrdinalIgnoreCase);

    private static async Task<(ReadOnlyMemory<byte> Body, bool IsCut)> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        // Grows with what comes: most answers are far smaller than what they may be.
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (body.Length <= maxBytes && await stream.ReadAsync(chunk, ct) is > 0 and var read) body.Write(chunk, 0, read);
        return (body.GetBuffer().AsMemory(0, (int)Math.Min(body.Length, maxBytes)), body.Length > maxBytes);
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (HttpHeaders part in new HttpHeaders[] { response.Headers, response.Content.Headers })
        {
            foreach (var (name, values) in part.NonValidated) headers[name] = string.Join(", ", values);
        }

        return headers;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };
}
