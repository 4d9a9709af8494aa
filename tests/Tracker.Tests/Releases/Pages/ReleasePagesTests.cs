using Tracker.Tests.Releases.Queues;

namespace Tracker.Tests.Releases.Pages;

/// <summary>What the pages read, on the other store; in the browser they are tested on the embedded one.</summary>
public sealed class ReleasePagesTests(ReleasePostgresFixture fixture) : IClassFixture<ReleasePostgresFixture>
{
    [Fact(Explicit = true)]
    public async Task The_pages_read_from_PostgreSQL()
    {
        var app = await fixture.FollowAsync(more: "    replicas: 1\n");
        await app.DeployAsync("dev");
        await app.RequireAsync("1.x", "    replicas: 2\n");
        await app.PollAsync();
        await app.ReleaseAsync("1.0.1");
        var release = (await fixture.GetAsync($"/api/applications/{app.Name}/releases")).TextAt("0.id");
        var pin = await fixture.SendAsync(HttpMethod.Put, $"/api/applications/{app.Name}/pins/dev", new { release, reason = "the other one is slow" });
        Assert.Equal(204, pin.Status);

        await ShowsAsync("/releases", app.Name, "the other one is slow", "1.0.1");
        await ShowsAsync($"/releases/{app.Name}", "the other one is slow", "Pinned to", "Unpin");
        await ShowsAsync($"/releases/{app.Name}/{release}", "replicas", "against 1.0.0");
        await ShowsAsync($"/releases/trackers?q={app.Name[..5].ToUpperInvariant()}", app.Name);
        await ShowsAsync("/releases/trackers?state=error", "No tracker fits.");
    }

    private async Task ShowsAsync(string path, params string[] texts)
    {
        var page = await fixture.GetAsync(path);
        Assert.Equal(200, page.Status);
        Assert.All(texts, text => Assert.Contains(text, page.Text, StringComparison.Ordinal));
    }
}
