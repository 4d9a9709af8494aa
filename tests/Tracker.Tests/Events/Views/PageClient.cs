using System.Net;
using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.Tests.Events.Views;

/// <summary>A browser without JavaScript: it keeps cookies, and posts the forms that pages show it.</summary>
internal sealed partial class PageClient : IDisposable
{
    private readonly HttpClient _http;

    public PageClient(TrackerApp app)
    {
        var handler = new HttpClientHandler { CookieContainer = new(), AllowAutoRedirect = false };
        _http = new(handler) { BaseAddress = app.HttpAddress, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public async Task<(HttpStatusCode Status, string Html)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a form with what it hides, and what the person filled in.</summary>
    /// <param name="path">Where the form's page is, or its action.</param>
    /// <param name="page">The page that shows it.</param>
    /// <param name="handler">The form's name.</param>
    /// <param name="values">What the person filled in.</param>
    public async Task<(HttpStatusCode Status, string Html, string? Location)> PostAsync(string path, string page, string? handler, params (string Name, string Value)[] values)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (Match hidden in Hidden().Matches(FormOf(page, handler)))
        {
            if (hidden.Groups[1].Value != "_handler") fields.Add(new(WebUtility.HtmlDecode(hidden.Groups[1].Value), WebUtility.HtmlDecode(hidden.Groups[2].Value)));
        }

        if (handler is not null) fields.Add(new("_handler", handler));
        fields.AddRange(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));
        using var content = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(path, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), PathOf(response.Headers.Location));
    }

    private string? PathOf(Uri? location) => location is null ? null : new Uri(_http.BaseAddress!, location).PathAndQuery;

    public void Dispose() => _http.Dispose();

    private static string FormOf(string page, string? handler) =>
        page.Split("<form").Skip(1).First(f => f.Contains("__RequestVerificationToken", StringComparison.Ordinal)
            && (handler is null || f.Contains($"value=\"{handler}\"", StringComparison.Ordinal)))
            .Split("</form>")[0];

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
