using System.Globalization;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;

namespace Tracker.BrowserTests.Live;

/// <summary>What is done at one replica appears on the pages that are open at the other.</summary>
public sealed class ReplicaLiveTests(BrowserFixture browser, ReplicasApp app) : IClassFixture<ReplicasApp>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Change[] Changes =
    [
        new("events", "POST", "/api/v1alpha1/event", """{ "title": "NAME", "attributes": { "type": "incident", "service": "NAME", "status": "open", "priority": "P1", "environment": "production" } }""",
            [("/", "#overview-attention"), ("/activity", "#activity"), ("/events", "#event-list"), ("/events/streamline", "#streamline")]),
        new("catalog", "PUT", "/api/v1alpha1/catalog", """{ "name": "NAME", "type": "project" }""", [("/catalog", "#catalog-list")]),
        new("locks", "POST", "/api/v1alpha1/lock", """{ "service": "NAME", "environment": "production", "resource": "deployment", "who": "li.na" }""", [("/locks", "#lock-list")]),
        new("tasks", "POST", "/api/tasks", """{ "name": "NAME", "period": "1d" }""", [("/tasks", "#task-list")]),
        new("timelines", "POST", $"/api/contexts/{Uri.EscapeDataString(ReplicasApp.Context)}/events", """[{ "name": "NAME", "type": 0 }]""", [($"/timelines/{Uri.EscapeDataString(ReplicasApp.Context)}/latest", "#timeline")]),
        new("releases", "PUT", "/api/release-environments", """[{ "name": "development", "reach": "major" }, { "name": "PLACE", "reach": "major" }]""", [("/releases", "#release-board")]),
        new("runs", "POST", "/api/v1/test", """{ "name": "NAME" }""", [("/runs", "#run-list")]),
    ];

    // One after the other on the board, each not there before.
    private static readonly string[] Places = ["UAT", "TNR", "integration", "mco", "recette", "production", "preproduction"];

    [Fact]
    public async Task A_change_at_one_replica_comes_by_itself_to_every_page_that_is_open_at_the_other()
    {
        await using var context = await app.SignInAsync(browser);
        var (writer, pages) = await OpenAsync(context);
        var name = Some.Name("live");
        foreach (var page in pages.SelectMany(p => p.Value)) await page.AwaitAsync(TextOf(page, name, 0));
        await Task.WhenAll(Changes.Select(change => DoAsync(writer, change, name, 0)));
        foreach (var change in Changes)
        {
            foreach (var page in pages[change])
            {
                var sight = await page.SeenAsync(Patience);
                Assert.True(sight.Hints.Any(h => h.Split(' ').Contains(change.Topic)), $"{page.Path} was not told of {change.Topic}, only of: {string.Join(", ", sight.Hints)}");
                // One more at most for a tab that joined the others after it was read.
                Assert.True(sight.Fetches >= 1 && sight.Fetches <= sight.Hints.Count + 1, $"{page.Path} asked {sight.Fetches} times after {sight.Hints.Count} hints");
            }
        }

        await GrowsAsync(pages[Changes.Single(c => c.Topic == "timelines")][0].Page, name);
    }

    /// <summary>From the moment at which the write was acknowledged, by the browser's clock.</summary>
    [Fact(Explicit = true)]
    public async Task Within_two_seconds()
    {
        await using var context = await app.SignInAsync(browser);
        var (writer, pages) = await OpenAsync(context);
        var times = pages.Values.SelectMany(p => p).ToDictionary(p => p, _ => new List<double>());
        for (var round = 0; round < Places.Length; round++)
        {
            var name = Some.Name("live");
            foreach (var change in Changes)
            {
                foreach (var page in pages[change]) await page.AwaitAsync(TextOf(page, name, round));
                var done = await DoAsync(writer, change, name, round);
                foreach (var page in pages[change]) times[page].Add((await page.SeenAsync(Patience)).At - done);
            }
        }

        foreach (var (page, took) in times)
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{page.Path}: {string.Join(", ", took.Select(t => t.ToString("0", CultureInfo.InvariantCulture)))} ms"));
        Assert.All(times, page => Assert.All(page.Value, took => Assert.True(took <= 2000, $"{page.Key.Path} took {took:0} ms")));
    }

    private static string TextOf(OpenPage page, string name, int round) => page.Path == "/releases" ? Places[round] : name;

    /// <summary>All in one browser, whose tabs share one stream. A tab of the other replica's does the writing, so that one clock tells both times.</summary>
    private async Task<(IPage Writer, Dictionary<Change, List<OpenPage>> Pages)> OpenAsync(IBrowserContext context)
    {
        var writer = await context.NewPageAsync();
        await writer.GotoAsync(new Uri(app.There, "/healthz/live").ToString());
        var pages = new Dictionary<Change, List<OpenPage>>();
        foreach (var change in Changes)
        {
            pages[change] = [];
            foreach (var (path, region) in change.Shown)
            {
                var page = new OpenPage(await context.NewPageAsync(), path, region);
                await page.OpenAsync(app.Here);
                pages[change].Add(page);
            }
        }

        return (writer, pages);
    }

    /// <summary>Returns when it was acknowledged.</summary>
    private static Task<double> DoAsync(IPage writer, Change change, string name, int round) => writer.EvaluateAsync<double>(
        """
        async ([method, path, body]) => {
          const answer = await fetch(path, { method, body, headers: { 'Content-Type': 'application/json' } });
          const at = Date.now();
          if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
          return at;
        }
        """,
        new[] { change.Method, change.Path, change.Body.Replace("NAME", name, StringComparison.Ordinal).Replace("PLACE", Places[round], StringComparison.Ordinal) });

    /// <summary>The bar of what is under way, without anything from the server.</summary>
    private static async Task GrowsAsync(IPage page, string name)
    {
        var bars = page.Locator(".grow .open");
        Assert.True(await bars.CountAsync() >= 2, $"{name} is not drawn as under way");
        var before = await bars.First.GetAttributeAsync("width");
        await page.WaitForFunctionAsync("before => Number(document.querySelector('.grow .open').getAttribute('width')) > before", double.Parse(before!, CultureInfo.InvariantCulture));
    }

    private sealed record Change(string Topic, string Method, string Path, string Body, IReadOnlyList<(string Path, string Region)> Shown);
}
