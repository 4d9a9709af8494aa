using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Net.Http.Headers;
using Tracker.Server.Web.Live;

namespace Tracker.Server.Web;

/// <summary>
/// Gives every page an ETag over what it shows and answers 304 where the viewer has that already, so that a live
/// refresh of an unchanged page costs no bytes. What differs each time and shows nothing is left out: the page's position in
/// the change feed, and antiforgery tokens.
/// </summary>
internal static class PageETag
{
    public static async Task Apply(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || !PageRequest.IsComponent(http))
        {
            await next(http);
            return;
        }
        var client = http.Response.Body;
        using var page = new MemoryStream();
        http.Response.Body = page;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = client;
        }
        await SendAsync(http, page.GetBuffer().AsMemory(0, (int)page.Length));
    }

    private static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> page)
    {
        var response = http.Response;
        if (response.HasStarted || page.IsEmpty) return;
        if (response.StatusCode == StatusCodes.Status200OK)
        {
            var tag = Hash(page.Span, Position(response), Token(http, page.Span));
            response.Headers.ETag = tag;
            if (response.Headers.CacheControl.Count == 0) response.Headers.CacheControl = "private, no-cache";
            if (Matches(http.Request, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                return;
            }
        }
        response.ContentLength = page.Length;
        await response.Body.WriteAsync(page, http.RequestAborted);
    }

    private static string? Position(HttpResponse response) =>
        response.Headers.TryGetValue(LivePosition.Header, out var position) ? $"data-live-at=\"{position}\"" : null;

    // Asked again in one request, antiforgery tells the token that it told the page; making one for nothing costs more than looking.
    private static string? Token(HttpContext http, ReadOnlySpan<byte> page)
    {
        var antiforgery = http.RequestServices.GetRequiredService<IAntiforgery>();
        return page.IndexOf("__RequestVerificationToken"u8) < 0 ? null : antiforgery.GetAndStoreTokens(http).RequestToken;
    }

    private static bool Matches(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known
        && known.Any(one => one.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));

    /// <param name="page">The page.</param>
    /// <param name="left">What is left out wherever it stands, in the order in which it does.</param>
    internal static string Hash(ReadOnlySpan<byte> page, params ReadOnlySpan<string?> left)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var one in left)
        {
            if (string.IsNullOrEmpty(one)) continue;
            var hidden = Encoding.UTF8.GetBytes(one);
            while (page.IndexOf(hidden) is >= 0 and var at)
            {
                hash.AppendData(page[..at]);
                page = page[(at + hidden.Length)..];
            }
        }
        hash.AppendData(page);
        return $"W/\"{Base64Url.EncodeToString(hash.GetHashAndReset().AsSpan(0, 15))}\"";
    }
}
