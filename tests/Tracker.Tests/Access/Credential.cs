using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.Tests.Access;

/// <summary>Requests with credentials, and browsers that fill forms.</summary>
internal static partial class Credential
{
    public static async Task<Answer> AsAsync(this TrackerApp app, string? credential, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is string text) request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body);
        if (credential is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + credential);
        using var answer = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static HttpClient Browser(this TrackerApp app, CookieContainer? cookies = null) =>
        new(new HttpClientHandler { CookieContainer = cookies ?? new(), AllowAutoRedirect = false }) { BaseAddress = app.HttpAddress };

    /// <summary>Sends a page's form with its hidden fields and these.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(this HttpClient browser, string path, string form, params (string Name, string Value)[] fields)
    {
        var page = await browser.GetStringAsync(path);
        var part = Forms().Matches(page).Select(m => m.Value).First(f => f.Contains($"value=\"{form}\"", StringComparison.Ordinal));
        var values = Hidden().Matches(part).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        foreach (var (name, value) in fields) values[name] = value;
        return await browser.PostAsync(path, new FormUrlEncodedContent(values));
    }

    /// <summary>Sends the form of a button that asks before it acts.</summary>
    public static async Task<HttpResponseMessage> ConfirmAsync(this HttpClient browser, string path, string action, params (string Name, string Value)[] fields)
    {
        var page = await browser.GetStringAsync(path);
        var part = Forms().Matches(page).Select(m => m.Value).First(f => f.Contains($"action=\"{action}\"", StringComparison.Ordinal));
        var values = Hidden().Matches(part).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        foreach (var (name, value) in fields) values[name] = value;
        return await browser.PostAsync(action, new FormUrlEncodedContent(values));
    }

    /// <summary>The first user of an app, registered from this machine, and a token of theirs.</summary>
    public static async Task<string> AdminAsync(this TrackerApp app, string name = "ada", string password = "correct horse")
    {
        using var browser = app.Browser();
        using var registered = await browser.SubmitAsync("/register", "register", ("Input.Username", name), ("Input.Password", password), ("Input.Again", password));
        Assert.Equal(HttpStatusCode.Redirect, registered.StatusCode);
        return await app.TokenAsync(name, password);
    }

    public static async Task<string> TokenAsync(this TrackerApp app, string name, string password)
    {
        var signedIn = await app.PostAsync("/api/v1/auth", new { username = name, password });
        Assert.Equal(200, signedIn.Status);
        return signedIn.TextAt("token");
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)"[^>]*>""")]
    private static partial Regex Hidden();
}
