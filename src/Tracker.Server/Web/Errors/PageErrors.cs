using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracker.Storage;

namespace Tracker.Server.Web.Errors;

/// <summary>
/// Tells a person what went wrong in a page of the same look; programs' calls pass through untouched. A failure nobody
/// foresaw is logged under a reference that the page shows.
/// </summary>
internal sealed class PageErrors(RequestDelegate next, ILogger<PageErrors> log)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext http)
    {
        string? reference = null;
        try
        {
            await next(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The reader has left: there is nobody to tell, and nothing that failed.
            if (!http.Response.HasStarted) http.Response.StatusCode = ClientClosedRequest;
            return;
        }
        catch (Exception failure) when (!http.Response.HasStarted && PageRequest.WantsPage(http))
        {
            reference = System.Diagnostics.Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
            http.Response.Clear();
            http.Response.StatusCode = StatusOf(http, failure);
            if (http.Response.StatusCode >= 500) log.LogError(failure, "Page {Path} failed, reference {Reference}", http.Request.Path, reference);
        }
        if (NeedsPage(http)) await ShowAsync(http, reference);
    }

    private static void ExplainForgery(HttpContext http)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
            http.ExplainError("This form was open for too long, or not opened on this server. Go back, reload the page and send it again.");
    }

    private static int StatusOf(HttpContext http, Exception failure)
    {
        switch (failure)
        {
            case StorageUnavailableException:
                http.Response.Headers.RetryAfter = "5";
                http.ExplainError(failure.Message);
                return StatusCodes.Status503ServiceUnavailable;
            case BadHttpRequestException bad:
                http.ExplainError(bad.Message);
                return bad.StatusCode;
            default:
                return StatusCodes.Status500InternalServerError;
        }
    }

    // Whoever wrote a body of their own has started the response; a content type alone says nothing, pages set it first.
    private static bool NeedsPage(HttpContext http) =>
        http.Response.StatusCode >= 400 && !http.Response.HasStarted && http.Response.ContentLength is null or 0
        && !HttpMethods.IsHead(http.Request.Method) && PageRequest.WantsPage(http);

    private async Task ShowAsync(HttpContext http, string? reference)
    {
        var status = http.Response.StatusCode;
        if (status == StatusCodes.Status400BadRequest) ExplainForgery(http);
        // The page that failed has used up its renderer: this one gets services of its own, and is no endpoint's form.
        await using var scope = http.RequestServices.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        http.SetEndpoint(null);
        http.Response.Headers.Remove("blazor-enhanced-nav");
        http.Response.Headers.CacheControl = "no-store";
        var page = new RazorComponentResult<ErrorPage>(new Dictionary<string, object?>
        {
            [nameof(ErrorPage.Status)] = status,
            [nameof(ErrorPage.Reference)] = status >= 500 ? reference : null,
        })
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
        try
        {
            await page.ExecuteAsync(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            // Whatever broke the page may break every page: the reader still gets a sentence.
            log.LogError(failure, "The error page failed as well, reference {Reference}", reference);
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync($"Error {status}. The server's log has the rest{(reference is null ? "" : " under " + reference)}.", http.RequestAborted);
        }
    }
}

/// <summary>What a module adds to the page of a status: where to sign in, whom to ask.</summary>
public sealed record ErrorHint(int Status, string Text, string? Href = null, string? Link = null);

public static class PageErrorExplanation
{
    private static readonly object Key = new();

    /// <summary>Says why, on the error page that will follow. The text is shown as it is, never as markup.</summary>
    public static void ExplainError(this HttpContext http, string text) => http.Items[Key] = text;

    internal static string? ErrorExplanation(this HttpContext http) => http.Items[Key] as string;
}
