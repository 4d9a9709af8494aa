using Tracker.Server.Operations;

namespace Tracker.Server.Web;

/// <summary>What answers say to a browser. A handler that needs another policy sets the header itself and keeps it.</summary>
public static class SecurityHeaders
{
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

    private static readonly KeyValuePair<string, string>[] ForDocuments =
    [
        new("Content-Security-Policy", ContentSecurityPolicy),
        new("Referrer-Policy", "same-origin"),
        new("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        new("Cross-Origin-Opener-Policy", "same-origin"),
        new("X-Frame-Options", "DENY"),
    ];

    // Added when the response starts, because an error handler clears what was set before it.
    internal static Task AddTo(HttpContext http, RequestDelegate next)
    {
        if (http.ListenerOf() != Listener.Http) return next(http);
        http.Response.OnStarting(static state => Add((HttpResponse)state), http.Response);
        return next(http);
    }

    private static Task Add(HttpResponse response)
    {
        var headers = response.Headers;
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        // Data is no document: most of what a policy says would be dead weight on every API answer.
        if (response.ContentType is { } type && (type.StartsWith("text/html", StringComparison.Ordinal) || type.StartsWith("image/svg", StringComparison.Ordinal)))
        {
            foreach (var (name, value) in ForDocuments) headers.TryAdd(name, value);
        }

        return Task.CompletedTask;
    }
}
