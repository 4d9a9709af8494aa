using System.Text;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Releases.Queues;

public sealed class SqliteTrackerTests(ReleaseAppFixture fixture) : TrackerSuite<ReleaseAppFixture>(fixture), IClassFixture<ReleaseAppFixture>
{
    [Fact]
    public async Task A_token_does_not_go_along_to_another_host()
    {
        const string Token = "a-token-that-nobody-may-read";
        var app = await Fixture.MakeAsync();
        var made = await app.TrackAsync(new { token = Token, registry = Fixture.Registry.Authority, registryUser = "robot", registrySecret = Token + "-2" });
        Assert.Equal((201, "true"), (made.Status, made.TextAt("hasToken")));
        var elsewhere = await Fixture.SendAsync(HttpMethod.Put, $"/trackers/{app.Name}", new { repo = "https://git.example.org/a/b" });
        Assert.Equal(400, elsewhere.Status);
        Assert.Contains("token", elsewhere.TextAt("detail"), StringComparison.Ordinal);
    }
}

public sealed class PostgresTrackerTests(ReleasePostgresFixture fixture) : TrackerSuite<ReleasePostgresFixture>(fixture), IClassFixture<ReleasePostgresFixture>
{
    [Fact]
    public async Task A_token_is_in_no_table_in_clear()
    {
        const string Token = "a-token-that-nobody-may-read";
        var app = await Fixture.MakeAsync();
        Assert.Equal(201, (await app.TrackAsync(new { token = Token, registry = Fixture.Registry.Authority, registryUser = "robot", registrySecret = Token })).Status);
        var ct = TestContext.Current.CancellationToken;
        var database = Fixture.App.Database;
        var tables = await database.QueryAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", r => r.GetString(0), ct);
        Assert.Contains("release_tracker", tables);
        var isThere = 0;
        foreach (var table in tables)
        {
            // Bytes as hexadecimal digits.
            foreach (var row in await database.QueryAsync($"SELECT t::text FROM \"{table}\" AS t", r => r.GetString(0), ct))
            {
                Assert.DoesNotContain(Token, row, StringComparison.Ordinal);
                Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Token)), row, StringComparison.Ordinal);
                if (row.Contains(app.Name, StringComparison.Ordinal)) isThere++;
            }
        }

        Assert.True(isThere > 0, "Nothing was looked at.");
    }
}


/// <summary>Trackers as they are made, changed and followed.</summary>
public abstract partial class TrackerSuite<T>(T fixture)
    where T : ReleaseAppFixture
{
    protected T Fixture => fixture;

    [Fact]
    public async Task A_tracker_shows_what_it_found()
    {
        var app = await fixture.MakeAsync("~1.2");
        var digest = await app.PushAsync("v1.2.7");
        await app.PushAsync("v1.3.0");
        var made = await app.TrackAsync();
        Assert.Equal((201, app.Image, "~1.2", "v1.2.7", digest), (made.Status, made.TextAt("requirements.image"), made.TextAt("requirements.label"), made.TextAt("image.tag"), made.TextAt("image.digest")));
        Assert.Empty(made.At("errors")!.AsArray());
        Assert.Equal(409, (await app.TrackAsync()).Status);
        Assert.Contains(app.Name, (await fixture.GetAsync("/trackers")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_told_of_with_its_place_and_the_last_good_one_stays()
    {
        var app = await fixture.MakeAsync();
        await app.PushAsync("1.0.0");
        await app.TrackAsync();
        await app.RequireTextAsync("exampleGroup:\n  - wrong\n");
        var wrong = await app.PollAsync();
        Assert.Equal(("file", "1.x"), ((string)wrong.At("errors")![0]!["of"]!, wrong.TextAt("requirements.label")));
        Assert.True((int)wrong.At("errors")![0]!["line"]! > 0);
        // It stays as long as the file does, and goes with it.
        Assert.Single((await app.PollAsync()).At("errors")!.AsArray());
        await app.RequireAsync("1.0.x");
        var right = await app.PollAsync();
        Assert.Empty(right.At("errors")!.AsArray());
        Assert.Equal("1.0.x", right.TextAt("requirements.label"));
    }

    [Fact]
    public async Task Without_a_repository_or_an_image_it_is_made_and_says_why_it_is_of_no_use()
    {
        var app = await fixture.MakeAsync();
        var made = await app.TrackAsync();
        Assert.Equal((201, "image"), (made.Status, (string?)made.At("errors")![0]!["of"]));
        Assert.Equal("image", (string?)(await app.WhyAsync("dev")).At("gates")![0]!["gate"]);
        var lost = await app.TrackAsync(new { id = Some.Name("g").Replace("-", "", StringComparison.Ordinal) + ".lost", repo = $"http://{fixture.Git.Authority}/nothing.git" });
        Assert.Equal((201, "file"), (lost.Status, (string?)lost.At("errors")![0]!["of"]));
    }

    [Fact]
    public async Task A_changed_tracker_keeps_what_is_not_said_and_a_deleted_one_takes_its_releases_along()
    {
        var app = await fixture.MakeAsync();
        await app.PushAsync("1.0.0");
        var made = await app.TrackAsync(new { token = "user:secret", interval = 600 });
        var changed = await fixture.SendAsync(HttpMethod.Put, $"/trackers/{app.Name}", new { repo = made.TextAt("repo"), branch = "main", paused = true });
        Assert.Equal((200, "true", "main", "600", "true"), (changed.Status, changed.TextAt("hasToken"), changed.TextAt("branch"), changed.TextAt("interval"), changed.TextAt("paused")));
        Assert.DoesNotContain(app.Name, (await fixture.GetAsync("/trackers")).Text, StringComparison.Ordinal);
        Assert.Contains(app.Name, (await fixture.GetAsync("/trackers?paused=true")).Text, StringComparison.Ordinal);
        Assert.Equal("false", (await fixture.SendAsync(HttpMethod.Put, $"/trackers/{app.Name}", new { repo = made.TextAt("repo"), token = "" })).TextAt("hasToken"));

        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, $"/trackers/{app.Name}")).Status);
        Assert.Equal(404, (await fixture.SendAsync(HttpMethod.Delete, $"/trackers/{app.Name}")).Status);
        Assert.DoesNotContain(app.Name, (await fixture.GetAsync("/api/releases")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("gitlab")]
    [InlineData("registry")]
    public async Task Without_a_secret_webhooks_are_not_taken(string from)
    {
        var answer = await fixture.PostAsync("/hooks/" + from, new { });
        Assert.Equal(404, answer.Status);
        Assert.Contains("TRACKER_HOOK_SECRETS", answer.TextAt("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_polled_in_its_turn()
    {
        var app = await fixture.MakeAsync();
        await app.PushAsync("1.0.0");
        await app.TrackAsync();
        await app.PushAsync("1.0.1");
        // At once: a clock that is turned while the poll runs would have it time out.
        fixture.Clock.Leap(TimeSpan.FromMinutes(10));
        await Poll.UntilAsync(async () => (await fixture.GetAsync($"/trackers/{app.Name}")).TextAt("image.tag") == "1.0.1");
    }

    [Theory]
    [InlineData("{}", "id")]
    [InlineData("""{"id":"nodot","repo":"a/b"}""", "id")]
    [InlineData("""{"id":"a.b"}""", "repo")]
    [InlineData("""{"id":"a.b","repo":"ftp://x/y"}""", "repo")]
    [InlineData("""{"id":"a.b","repo":"a/b","tag":"v1","branch":"main"}""", "tag")]
    [InlineData("""{"id":"a.b","repo":"a/b","sourcePath":"../x"}""", "sourcePath")]
    [InlineData("""{"id":"a.b","repo":"a/b","interval":5}""", "interval")]
    [InlineData("""{"id":"a.b","repo":"a/b","registrySecret":"x"}""", "registry")]
    [InlineData("""{"id":7}""", "id")]
    [InlineData("[]", "object")]
    public async Task What_is_no_tracker_is_refused_by_name(string body, string names)
    {
        var answer = await fixture.PostAsync("/trackers", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(names, answer.TextAt("detail"), StringComparison.Ordinal);
    }
}
