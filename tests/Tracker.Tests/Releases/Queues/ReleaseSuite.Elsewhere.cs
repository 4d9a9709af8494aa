using System.Text.RegularExpressions;

namespace Tracker.Tests.Releases.Queues;

/// <summary>What the overview and the search tell of releases.</summary>
public abstract partial class ReleaseSuite<T>
{
    [Fact]
    public async Task The_overview_tells_what_waits_what_somebody_must_decide_what_failed_and_what_cannot_be_followed()
    {
        var waiting = await fixture.FollowAsync();
        await waiting.DeployAsync("dev");
        var failing = await FollowKeepingAsync();
        var failed = await fixture.PostAsync("/api/releases/dev/next");
        Assert.Equal(failing.Name, failed.TextAt("application"));
        // What other tests left behind failed before it.
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{failed.TextAt("id")}/failed", new { attempt = 1, reason = "No room on the node" })).Status);
        var claimed = await FollowKeepingAsync();
        Assert.Equal(claimed.Name, (await fixture.PostAsync("/api/releases/dev/next")).TextAt("application"));
        var wrong = await fixture.MakeAsync();
        await wrong.RequireTextAsync("nonsense: [");
        await wrong.TrackAsync();

        var now = (await fixture.GetAsync("/api/v1/overview")).At("overview")!;
        Assert.Contains("releases", now["inUse"]!.AsArray().Select(m => (string)m!));
        Assert.Equal((1, 1, 1), ((int)now["releases"]!["queued"]!, (int)now["releases"]!["claimed"]!, (int)now["releases"]!["waitingForPerson"]!));
        Assert.True((int)now["releases"]!["failed"]! >= 1);
        Assert.Contains(("release.waiting", "warning", $"{waiting.Name} 1.0.0 waits for ha", $"/releases/{waiting.Name}"), Rows());
        Assert.Contains(("release.failed", "bad", $"{failing.Name} 1.0.0 failed in dev", $"/releases/{failing.Name}"), Rows());
        Assert.Contains(("tracker.error", "warning", $"{wrong.Name} cannot be followed", $"/releases/{wrong.Name}"), Rows());

        var board = (await fixture.GetAsync("/releases")).Text;
        Assert.Equal(1, Queued().Matches(board).Sum(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));

        IEnumerable<(string, string, string, string)> Rows() =>
            now["attention"]!.AsArray().Select(r => ((string)r!["kind"]!, (string)r["urgency"]!, (string)r["title"]!, (string)r["link"]!));
    }

    [Fact]
    public async Task The_search_finds_applications_and_releases_for_those_who_may_read_them()
    {
        var app = await fixture.FollowAsync("*", "7.3.19");
        var release = (await fixture.GetAsync($"/api/applications/{app.Name}/releases")).Json.AsArray()[0]!;
        foreach (var (text, link) in new[]
        {
            (app.Name, $"/releases/{app.Name}"), (app.Name + " 7.3", $"/releases/{app.Name}/{release["id"]}"), ((string)release["id"]!, $"/releases/{app.Name}/{release["id"]}"),
            ((string)release["digest"]!, $"/releases/{app.Name}/{release["id"]}"),
        })
        {
            var path = "/api/v1/search?q=" + Uri.EscapeDataString(text);
            var hits = (await fixture.GetAsync(path)).At("groups")!.AsArray().Where(g => (string)g!["name"]! == "releases").SelectMany(g => g!["hits"]!.AsArray());
            Assert.Contains(link, hits.Select(h => (string)h!["link"]!));
            var refused = await fixture.SendAsync(HttpMethod.Get, path, key: "a key that nobody has");
            Assert.Equal((401, false), (refused.Status, refused.Text.Contains(app.Name, StringComparison.Ordinal)));
            // The page is that for signing in, which knows what was asked for.
            var page = await fixture.SendAsync(HttpMethod.Get, "/search?q=" + Uri.EscapeDataString(text), key: "a key that nobody has");
            Assert.Contains("<h1>Sign in", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain($"\"{link}\"", page.Text, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("""<p class="sub">(?:\d+ being deployed, )?(\d+) queued</p>""")]
    private static partial Regex Queued();
}
