using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tracker.Testing;
using Tracker.Tests.Access;

namespace Tracker.Tests.Web;

/// <summary>Markup in every text that a client can store, and every page that can be reached then.</summary>
public sealed partial class HostileTextTests : IAsyncLifetime
{
    private const int MostOfAKind = 3;

    // Choices of some words, and what needs a release on its way: the tests of releases show its texts.
    private static readonly string[] NotFilled =
    [
        "/api/v1/auth", "/api/v1alpha1/catalog/apply", "/api/reports", "/api/backups", "/api/v1/test/{id}/stop",
        "/api/releases/{environment}/next", "/api/releases/{id}/renew", "/api/releases/{id}/deployed", "/api/releases/{id}/failed", "/api/releases/{id}/skip",
        // These keep nothing.
        "/api/v1/grafana/search", "/api/v1/grafana/annotations",
    ];

    private TrackerApp _app = null!;
    private HttpClient _pages = null!;
    private string _token = "";
    private int _stored;

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync();
        _pages = _app.Browser();
        _pages.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        _token = await _app.AdminAsync();
        using var signedIn = await _pages.SubmitAsync("/sign-in", "sign-in", ("Person.Username", "ada"), ("Person.Password", "correct horse"));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _pages.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_a_client_sent_is_text_on_every_page_and_chart()
    {
        foreach (var request in HostileRequests.All) await FillAsync(request);
        await CheckAllAreFilledAsync();
        Assert.True(_stored > 80, $"{_stored} texts were taken");

        var shown = await CrawlAsync();
        foreach (var place in (string[])["/events", "/catalog", "/locks", "/tasks", "/timelines", "/runs", "/releases", "/activity", "/admin"])
            Assert.True(shown.Any(path => path.StartsWith(place, StringComparison.Ordinal)), $"No page below {place} showed what was stored: the test looks at the wrong ones.");
    }

    /// <summary>Each text by itself first, so that one that is refused keeps no other from being stored; then all that were taken at once.</summary>
    private async Task FillAsync(HostileRequest request)
    {
        var safe = await SendAsync(request, []);
        Assert.True(safe.Status is >= 200 and < 300, $"{request.Method} {request.Path}: {safe.Status} {safe.Text}");
        var taken = new List<string>();
        foreach (var leaf in request.Texts())
        {
            if ((await SendAsync(request, [leaf])).Status is >= 200 and < 300) taken.Add(leaf);
        }

        _stored += taken.Count;
        if (taken.Count > 1) await SendAsync(request, taken);
    }

    private async Task<Answer> SendAsync(HostileRequest request, IReadOnlyCollection<string> hostile)
    {
        var made = request.Made is null ? "" : await request.Made(CallAsync);
        var answer = await CallAsync(request.Method, request.Path.Replace("{made}", made, StringComparison.Ordinal), request.Body(hostile).Replace("{made}", made, StringComparison.Ordinal));
        if (request.Then is { } then && answer.Status is 200 or 201) await then(answer, CallAsync);
        return answer;
    }

    private Task<Answer> CallAsync(HttpMethod method, string path, string? body) => _app.AsAsync(_token, method, path, body);

    /// <summary>Each operation that takes a body of JSON, and each of its texts, is in the table or named as left out.</summary>
    private async Task CheckAllAreFilledAsync()
    {
        var document = (await _app.GetAsync("/openapi.json")).Json;
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                if (method != "post" || NotFilled.Contains(path) || operation!["requestBody"]?["content"]?["application/json"]?["schema"] is not { } schema) continue;
                var texts = OpenApiTexts.Of(document, schema).ToList();
                if (texts.Count == 0) continue;
                var request = HostileRequests.All.FirstOrDefault(r => r.Method == HttpMethod.Post && r.Operation == path);
                Assert.True(request is not null, $"Nothing hostile is sent to {method} {path}: add it to {nameof(HostileRequests)}.");
                var missing = texts.Except(request.Texts()).Except(request.Left).ToList();
                Assert.True(missing.Count == 0, $"{method} {path} takes texts that are not tried: {string.Join(", ", missing)}");
            }
        }
    }

    /// <summary>Follows every link from the overview, some of each kind. The paths of the pages on which a stored text was seen, as text.</summary>
    private async Task<IReadOnlyCollection<string>> CrawlAsync()
    {
        var (waiting, known, kinds, shown) = (new Queue<string>(["/"]), new HashSet<string>(["/"]), new Dictionary<string, int>(), new HashSet<string>());
        while (waiting.TryDequeue(out var path))
        {
            using var answer = await _pages.GetAsync(path, TestContext.Current.CancellationToken);
            var type = answer.Content.Headers.ContentType?.MediaType;
            Assert.True((int)answer.StatusCode < 500, $"{path}: {answer.StatusCode}");
            if (answer.Headers.Location is { } elsewhere) Follow(elsewhere.OriginalString);
            if (type is not ("text/html" or "image/svg+xml")) continue;
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.False(Markup().IsMatch(text), $"{path}: {Markup().Match(text).Value}");
            if (text.Contains("&lt;script&gt;alert(", StringComparison.Ordinal) || text.Contains("&lt;script>alert(", StringComparison.Ordinal)) shown.Add(path);
            foreach (Match link in Links().Matches(text)) Follow(WebUtility.HtmlDecode(link.Groups[1].Value));
        }

        return shown;

        void Follow(string link)
        {
            if (!Uri.TryCreate(_app.HttpAddress, link, out var target) || target.Authority != _app.HttpAddress.Authority || NotPages().IsMatch(target.AbsolutePath)) return;
            // Of pages that differ by an id or by their filters' values alone, some.
            var kind = Ids().Replace(target.AbsolutePath, "*") + "?" + string.Join('&', target.Query.TrimStart('?').Split('&').Select(p => p.Split('=')[0]).Order());
            if (known.Contains(target.PathAndQuery) || kinds.GetValueOrDefault(kind) >= (target.Query.Length > 0 ? 1 : MostOfAKind)) return;
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            known.Add(target.PathAndQuery);
            waiting.Enqueue(target.PathAndQuery);
        }
    }

    [GeneratedRegex("<script>alert|<img src=x|<[^>]*\\s(?:href|src|action)=\"?\\s*javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    [GeneratedRegex("(?:href|src)=\"([^\"#]+)")]
    private static partial Regex Links();

    [GeneratedRegex("^/(api|docs|swagger|openapi|signout|assets|ping|badge|live)|\\.(css|js|json|ico|webmanifest)$")]
    private static partial Regex NotPages();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9]+(?=/|$)|(?<=^/[a-z]+/)[^/]*%[^/]*")]
    private static partial Regex Ids();
}
