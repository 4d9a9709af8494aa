using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Tests.Releases.Queues;

/// <summary>Looks that run at the same time, and too many of them.</summary>
public abstract partial class TrackerSuite<T>
{
    private TrackerPoll Polls => fixture.App.App.Services.GetRequiredService<TrackerPoll>();

    private LeaseStore Leases => fixture.App.App.Services.GetRequiredService<LeaseStore>();

    [Fact]
    public async Task What_a_poll_found_that_another_one_overtook_does_not_come_back_as_the_newest()
    {
        var app = await fixture.MakeAsync("latest");
        await app.PushAsync("latest");
        Assert.Equal(201, (await app.TrackAsync()).Status);
        var before = await TrackerAsync(app);
        // A replica stops here, with what it has found in its hands; another one polls meanwhile.
        await app.PushAsync("latest", "second");
        var second = (await app.PollAsync()).TextAt("image.digest");

        var (now, isKept) = await Polls.FoundAsync(before, before.Requirements!, "latest", before.Image.State.Split(' ')[0], TestContext.Current.CancellationToken);

        Assert.False(isKept);
        Assert.StartsWith(second, now!.Image.State, StringComparison.Ordinal);
        Assert.Equal(second, (string?)Assert.Single(await app.QueueAsync("dev"))["digest"]);
        Assert.Equal(2, (await fixture.GetAsync($"/api/applications/{app.Name}/releases")).Json.AsArray().Count);
    }

    [Fact]
    public async Task Without_its_lease_a_poller_keeps_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        var app = await fixture.MakeAsync();
        await app.PushAsync("1.0.0");
        Assert.Equal(201, (await app.TrackAsync()).Status);
        await app.PushAsync("1.0.1");
        var before = await TrackerAsync(app);
        var mine = (await Leases.TryAcquireAsync(app.Name, "one", TimeSpan.FromMinutes(1), ct))!;
        Assert.True(await Leases.ReleaseAsync(mine, ct));
        var theirs = (await Leases.TryAcquireAsync(app.Name, "another", TimeSpan.FromMinutes(1), ct))!;

        Assert.False((await Polls.RunAsync(before, ct, mine)).IsKept);
        Assert.Equal(before, await TrackerAsync(app) with { Requirements = before.Requirements });
        Assert.True((await Polls.RunAsync(before, ct, theirs)).IsKept);
        Assert.Equal("1.0.1", (await TrackerAsync(app)).Image.Tag);
    }

    [Fact]
    public async Task However_many_ask_for_a_look_its_hosts_are_asked_a_few_times()
    {
        var app = await fixture.MakeAsync();
        await app.PushAsync("1.0.0");
        Assert.Equal(201, (await app.TrackAsync()).Status);
        await app.PushAsync("1.0.1");
        var asked = AskedOf(app);

        var together = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => fixture.PostAsync($"/trackers/{app.Name}/poll")));
        Assert.All(together, a => Assert.Equal((200, "1.0.1"), (a.Status, a.TextAt("image.tag"))));
        var refused = 0;
        for (var i = 0; i < 100; i++)
        {
            var answer = await fixture.PostAsync($"/trackers/{app.Name}/poll");
            if (answer.Status == 200) continue;
            Assert.Equal(429, answer.Status);
            Assert.Contains(app.Name, answer.TextAt("detail"), StringComparison.Ordinal);
            refused++;
        }

        Assert.InRange(refused, 80, 98);
        // A bucket of ten, one of them for the first look, and what it is filled by meanwhile.
        Assert.InRange(AskedOf(app) - asked, 2, 20);
        Assert.Equal(["queued", "superseded"], (await fixture.GetAsync($"/api/releases?application={app.Name}")).Json.AsArray().Select(e => (string)e!["state"]!));

        // New settings are taken all the same, and looked at in their turn.
        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Put, $"/trackers/{app.Name}", new { repo = fixture.Git.UrlOf(app.Repository), interval = 60 })).Status);
    }

    [Fact]
    public async Task A_token_that_cannot_be_opened_is_an_error_of_its_tracker_until_it_is_given_anew()
    {
        var app = await fixture.MakeAsync();
        await app.PushAsync("1.0.0");
        Assert.Equal(201, (await app.TrackAsync(new { token = "robot:secret" })).Status);
        await fixture.App.Database.WriteAsync(write => write.ExecuteAsync("UPDATE release_tracker SET token = $1 WHERE name = $2", new byte[64], app.Name), TestContext.Current.CancellationToken);

        var wrong = await app.PollAsync();
        Assert.Contains("TRACKER_SECRET_KEY", (string?)Assert.Single(wrong.At("errors")!.AsArray())!["message"], StringComparison.Ordinal);
        // Others are polled all the same.
        var other = await fixture.MakeAsync();
        await other.PushAsync("1.0.0");
        await other.TrackAsync();
        await other.PushAsync("1.0.1");
        fixture.Clock.Leap(TimeSpan.FromMinutes(10));
        await Testing.Poll.UntilAsync(async () => (await fixture.GetAsync($"/trackers/{other.Name}")).TextAt("image.tag") == "1.0.1");

        var right = await fixture.SendAsync(HttpMethod.Put, $"/trackers/{app.Name}", new { repo = fixture.Git.UrlOf(app.Repository), token = "robot:secret" });
        Assert.Empty(right.At("errors")!.AsArray());
    }

    private int AskedOf(FollowedApplication app) => fixture.Git.Requests.Count(r => r.Contains($"/{app.Repository}.git/", StringComparison.Ordinal));

    private async Task<ReleaseTracker> TrackerAsync(FollowedApplication app) =>
        (await fixture.App.App.Services.GetRequiredService<TrackerReader>().FindAsync(app.Name, TestContext.Current.CancellationToken))!;
}
