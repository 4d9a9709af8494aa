using System.Text;
using Tracker.Server.Operations.Outbound;

namespace Tracker.Server.Releases.Sources;

/// <summary>
/// The requests that answer one question to a host: how many there were, what the host says of its budget, and no more
/// time than the question is given. What goes wrong on the way is a problem, not an exception.
/// </summary>
internal sealed class SourceCall(OutboundClient http, SourceOptions options, TimeProvider clock, params string?[] secrets)
{
    private readonly long _started = clock.GetTimestamp();

    /// <summary>Sent so far, redirects included.</summary>
    public int Requests { get; private set; }

    /// <summary>Of them those that the host does not count by what it documents.</summary>
    public int Uncounted { get; set; }

    public int Charged => Requests - Uncounted;

    public RateLimit? RateLimit { get; set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Any answer, whatever its status.</summary>
    public async Task<SourceResult<OutboundResponse>> SendAsync(Uri url, Func<Uri, HttpRequestMessage> make, int maxBytes, CancellationToken ct)
    {
        var left = options.QuestionTimeout - clock.GetElapsedTime(_started);
        if (left <= TimeSpan.Zero) return new SourceProblem(SourceProblemKind.Unreachable, $"{url.Authority} took more than {options.QuestionTimeout.TotalSeconds:0.#} s in all.");
        try
        {
            return await http.FetchAsync(url, Counted, maxBytes, left < options.RequestTimeout ? left : options.RequestTimeout, ct);
        }
        catch (OutboundRefusedException e)
        {
            return Problem(SourceProblemKind.Refused, $"{url.Authority} was not called: {e.Message}");
        }
        catch (TimeoutException e)
        {
            return Problem(SourceProblemKind.Unreachable, $"{url.Authority}: {e.Message}");
        }
        catch (HttpRequestException e)
        {
            return Problem(SourceProblemKind.Unreachable, $"{url.Authority} cannot be reached: {e.Message}");
        }

        HttpRequestMessage Counted(Uri to)
        {
            Requests++;
            var request = make(to);
            request.Headers.TryAddWithoutValidation("User-Agent", "Tracker");
            return request;
        }
    }

    /// <summary>What a status says that means the same everywhere; null for the others.</summary>
    public SourceProblem? Usual(OutboundResponse response)
    {
        var host = response.Url.Authority;
        return response.Status switch
        {
            429 => RateLimited(host, response.RetryAfter),
            503 when response.RetryAfter is { } wait => RateLimited(host, wait),
            >= 500 => new(SourceProblemKind.Unreachable, $"{host} has trouble: it answered {response.Status}.", response.RetryAfter is { } wait ? Now + Sane(wait) : null),
            _ => null,
        };
    }

    public SourceProblem RateLimited(string host, TimeSpan? wait) => RateLimited(host, Now + Sane(wait ?? TimeSpan.FromMinutes(1)));

    public SourceProblem RateLimited(string host, DateTimeOffset until) =>
        new(SourceProblemKind.RateLimited, $"{host} wants no more requests until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.", until);

    /// <summary>A wait that a host asks for: neither none nor for ever.</summary>
    public static TimeSpan Sane(TimeSpan wait) => wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : wait;

    /// <summary>An exception's words may repeat what a host redirects to, and a host can put there what it was sent.</summary>
    private SourceProblem Problem(SourceProblemKind kind, string message)
    {
        foreach (var secret in secrets)
        {
            if (string.IsNullOrEmpty(secret)) continue;
            foreach (var shape in new[] { secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) })
            {
                message = message.Replace(shape, "***", StringComparison.OrdinalIgnoreCase);
            }
        }

        return new(kind, message);
    }
}
