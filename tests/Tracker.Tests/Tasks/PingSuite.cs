using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Tasks;
using Tracker.Testing;

namespace Tracker.Tests.Tasks;

public sealed class SqlitePingTests(TaskAppFixture fixture) : PingSuite(fixture), IClassFixture<TaskAppFixture>;

public sealed class PostgresPingTests(TaskPostgresFixture fixture) : PingSuite(fixture), IClassFixture<TaskPostgresFixture>;

/// <summary>Ping addresses in all their forms, and what follows from them with the time.</summary>
public abstract class PingSuite(TaskAppFixture fixture)
{
    [Fact]
    public async Task A_ping_brings_a_task_up_and_silence_makes_it_late_and_down_once_each()
    {
        var (id, ping) = await NewAsync(new { name = Some.Name(), period = "10m", grace = "1m" });
        Assert.Equal("new", await StateAsync(id));
        Assert.Equal((200, "OK"), await PingAsync(HttpMethod.Get, ping));
        Assert.Equal("up", await StateAsync(id));
        fixture.Clock.Advance(TimeSpan.FromMinutes(10));
        await BecomesAsync(id, "late");
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await BecomesAsync(id, "down");
        fixture.Clock.Leap(TimeSpan.FromMinutes(30));
        Assert.Equal(200, (await PingAsync(HttpMethod.Post, ping)).Status);
        Assert.Equal("up", await StateAsync(id));
        var changes = (await fixture.GetAsync($"/api/tasks/{id}/changes")).Json.AsArray();
        Assert.Equal(["up", "down", "late", "up"], changes.Select(c => (string)c!["to"]!));
    }

    [Theory]
    [InlineData("GET", "", "up")]
    [InlineData("HEAD", "", "up")]
    [InlineData("POST", "/0", "up")]
    [InlineData("GET", "/fail", "down")]
    [InlineData("POST", "/1", "down")]
    [InlineData("POST", "/255", "down")]
    [InlineData("GET", "/log", "new")]
    [InlineData("GET", "/start", "new")]
    public async Task Every_form_is_taken_by_id_and_by_slug(string method, string signal, string state)
    {
        var key = (await fixture.SendAsync(HttpMethod.Get, "/api/ping-key", key: TaskAppFixture.AdminKey)).TextAt("key");
        var name = Some.Name("job");
        var (id, ping) = await NewAsync(new { name, period = 3600 });
        Assert.Equal(200, (await PingAsync(new(method), ping + signal)).Status);
        Assert.Equal(state, await StateAsync(id));
        var slug = (await fixture.TaskAsync(id)).TextAt("slug");
        Assert.Equal(200, (await PingAsync(new(method), $"/ping/{key}/{slug}{signal}")).Status);
        Assert.Equal(404, (await PingAsync(new(method), $"/ping/not-the-key/{slug}{signal}")).Status);
    }

    [Fact]
    public async Task What_is_told_late_counts_for_when_it_happened_once_by_its_key()
    {
        var (id, ping) = await NewAsync(new { name = Some.Name(), period = "1h", grace = "10m" });
        var happened = fixture.Clock.GetUtcNow().AddMinutes(-50);
        for (var round = 0; round < 2; round++)
        {
            using var late = new HttpRequestMessage(HttpMethod.Post, $"{ping}/0?time={Uri.EscapeDataString($"{happened:O}")}");
            late.Headers.Add("Idempotency-Key", ping);
            using var answer = await fixture.App.Http.SendAsync(late);
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Equal("up", await StateAsync(id));
        var job = Assert.Single((await fixture.GetAsync($"/api/tasks/{id}/jobs")).Json.AsArray());
        Assert.Equal(happened, (DateTimeOffset)job!["time"]!);
        Assert.Equal(happened.AddHours(1), (DateTimeOffset)(await fixture.TaskAsync(id)).Json["expected_at"]!);

        // A failure before it says nothing about how the task stands now.
        Assert.Equal(200, (await PingAsync(HttpMethod.Post, $"{ping}/1?time={Uri.EscapeDataString($"{happened.AddMinutes(-5):O}")}")).Status);
        Assert.Equal("up", await StateAsync(id));
        Assert.Equal(400, (await PingAsync(HttpMethod.Post, $"{ping}/0?time={Uri.EscapeDataString($"{happened.AddDays(-8):O}")}")).Status);
        Assert.Equal(400, (await PingAsync(HttpMethod.Post, $"{ping}/0?time=yesterday")).Status);
    }

    [Theory]
    [InlineData("/256", 400)]
    [InlineData("/-1", 400)]
    [InlineData("?rid=7", 400)]
    [InlineData("/later", 404)]
    public async Task What_is_no_ping_is_refused(string rest, int status) =>
        Assert.Equal(status, (await PingAsync(HttpMethod.Get, (await NewAsync(new { name = Some.Name(), period = 60 })).Ping + rest)).Status);

    [Fact]
    public async Task Strangers_are_not_found()
    {
        Assert.Equal(404, (await PingAsync(HttpMethod.Get, $"/ping/{Guid.NewGuid()}")).Status);
        var (id, _) = await NewAsync(new { name = Some.Name(), period = 60 });
        var badge = (await fixture.TaskAsync(id)).TextAt("badge_path").Replace("/badge/", "/ping/").Replace(".svg", "");
        Assert.Equal(404, (await PingAsync(HttpMethod.Get, badge)).Status);
    }

    [Fact]
    public async Task A_slug_makes_its_task_when_asked_to_and_is_refused_when_two_have_it()
    {
        var key = (await fixture.SendAsync(HttpMethod.Get, "/api/ping-key", key: TaskAppFixture.AdminKey)).TextAt("key");
        var slug = Some.Name("made").ToLowerInvariant().Replace(' ', '-');
        Assert.Equal(404, (await PingAsync(HttpMethod.Get, $"/ping/{key}/{slug}")).Status);
        Assert.Equal((201, "Created"), await PingAsync(HttpMethod.Get, $"/ping/{key}/{slug}?create=1"));
        Assert.Equal((200, "OK"), await PingAsync(HttpMethod.Get, $"/ping/{key}/{slug}?create=1"));
        await fixture.CreateAsync(new { name = slug.ToUpperInvariant() });
        Assert.Equal(409, (await PingAsync(HttpMethod.Get, $"/ping/{key}/{slug}")).Status);
        Assert.Equal(400, (await PingAsync(HttpMethod.Get, $"/ping/{key}/No%20slug")).Status);
    }

    [Fact]
    public async Task Another_ping_key_ends_the_old_addresses()
    {
        var (id, _) = await NewAsync(new { name = Some.Name(), period = 60 });
        var slug = (await fixture.TaskAsync(id)).TextAt("slug");
        var old = (await fixture.SendAsync(HttpMethod.Get, "/api/ping-key", key: TaskAppFixture.AdminKey)).TextAt("key");
        var fresh = await fixture.SendAsync(HttpMethod.Post, "/api/ping-key", key: TaskAppFixture.AdminKey);
        Assert.Equal(404, (await PingAsync(HttpMethod.Get, $"/ping/{old}/{slug}")).Status);
        Assert.Equal(200, (await PingAsync(HttpMethod.Get, $"/ping/{fresh.TextAt("key")}/{slug}")).Status);
        Assert.Equal(403, (await fixture.GetAsync("/api/ping-key")).Status);
    }

    [Fact]
    public async Task A_flood_is_refused()
    {
        var (_, ping) = await NewAsync(new { name = Some.Name(), period = 60 });
        var statuses = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ => (await PingAsync(HttpMethod.Get, ping)).Status));
        Assert.Contains(429, statuses);
        Assert.InRange(statuses.Count(s => s == 200), 5, 59);
    }

    [Fact]
    public async Task The_first_part_of_a_long_body_is_kept()
    {
        var (id, ping) = await NewAsync(new { name = Some.Name(), period = 60 });
        using var content = new StringContent(new string('x', 150_000));
        using var answer = await fixture.App.Http.PostAsync(ping, content);
        Assert.Equal("100000", answer.Headers.GetValues("Ping-Body-Limit").Single());
        var kept = await fixture.GetAsync($"/api/tasks/{id}/pings");
        Assert.Equal((100_000, "success"), (kept.TextAt("0.body").Length, kept.TextAt("0.told")));
    }

    [Fact]
    public async Task A_start_without_an_end_is_down_and_with_one_has_a_duration()
    {
        var (id, ping) = await NewAsync(new { name = Some.Name(), period = "1d", grace = "5m" });
        await PingAsync(HttpMethod.Get, ping + "/start");
        fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        await PingAsync(HttpMethod.Get, ping);
        Assert.Equal(120, (double)(await fixture.GetAsync($"/api/tasks/{id}/jobs")).At("0.duration")!);
        await PingAsync(HttpMethod.Get, ping + "/start");
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        await BecomesAsync(id, "down");
    }

    [Fact]
    public async Task A_pause_silences_a_task_until_its_end()
    {
        var (id, ping) = await NewAsync(new { name = Some.Name(), period = "10m", grace = "1m" });
        await PingAsync(HttpMethod.Get, ping);
        Assert.Equal("paused", (await fixture.PostAsync($"/api/tasks/{id}/pause", new { until = fixture.Clock.GetUtcNow().AddHours(1) })).TextAt("state"));
        fixture.Clock.Leap(TimeSpan.FromHours(1));
        await BecomesAsync(id, "new");
        await fixture.PostAsync($"/api/tasks/{id}/pause");
        Assert.Equal("new", (await fixture.PostAsync($"/api/tasks/{id}/resume")).TextAt("state"));
        Assert.Equal(400, (await fixture.PostAsync($"/api/tasks/{id}/pause", new { until = fixture.Clock.GetUtcNow() })).Status);
    }

    [Fact]
    public async Task A_badge_tells_the_state()
    {
        var name = Some.Name("<b>");
        var (id, ping) = await NewAsync(new { name, period = 3600 });
        await PingAsync(HttpMethod.Get, ping);
        var path = (await fixture.TaskAsync(id)).TextAt("badge_path");
        using var svg = await fixture.App.Http.GetAsync(path);
        var text = await svg.Content.ReadAsStringAsync();
        Assert.Equal("image/svg+xml", svg.Content.Headers.ContentType!.MediaType);
        Assert.Contains(">up<", text);
        Assert.Equal(name + ": up", System.Xml.Linq.XDocument.Parse(text).Root!.Attribute("aria-label")!.Value);
        var json = await fixture.App.GetAsync(path.Replace(".svg", ".json"));
        Assert.Equal((1, name, "up", "success"), ((int)json.At("schemaVersion")!, json.TextAt("label"), json.TextAt("message"), json.TextAt("color")));
        Assert.Equal(404, (await fixture.App.GetAsync($"/badge/{Guid.NewGuid()}.svg")).Status);
    }

    private async Task<(long Id, string Ping)> NewAsync(object body)
    {
        var id = await fixture.CreateAsync(body);
        return (id, (await fixture.TaskAsync(id)).TextAt("ping_path"));
    }

    [Fact]
    public async Task A_badge_of_a_tag_tells_the_worst_state_to_who_knows_the_key()
    {
        var tag = Some.Name("team/<b> ü");
        var (_, well) = await NewAsync(new { name = Some.Name(), period = 3600, tags = new[] { tag, "other" } });
        var (bad, ping) = await NewAsync(new { name = Some.Name(), period = 3600, tags = new[] { tag } });
        var key = await fixture.App.App.Services.GetRequiredService<BadgeKeys>().GetAsync(CancellationToken.None);
        var path = $"/badge/tag/{key}/{Uri.EscapeDataString(tag)}";
        await PingAsync(HttpMethod.Get, well);
        await PingAsync(HttpMethod.Get, ping);
        Assert.Equal(("up", "success"), await BadgeAsync(path));
        await PingAsync(HttpMethod.Get, ping + "/fail");
        Assert.Equal(("1 of 2 down", "critical"), await BadgeAsync(path));
        Assert.Contains("1 of 2 down", (await PingAsync(HttpMethod.Get, path + ".svg")).Text);
        Assert.DoesNotContain("<b>", (await PingAsync(HttpMethod.Get, path + ".svg")).Text);

        Assert.Equal(404, (await PingAsync(HttpMethod.Get, $"/badge/tag/{key}/nobody-has-it.json")).Status);
        Assert.Equal(404, (await PingAsync(HttpMethod.Get, $"/badge/tag/not-the-key/{Uri.EscapeDataString(tag)}.json")).Status);
        var pingKey = (await fixture.SendAsync(HttpMethod.Get, "/api/ping-key", key: TaskAppFixture.AdminKey)).TextAt("key");
        Assert.NotEqual(pingKey, key);
        Assert.Equal(404, (await PingAsync(HttpMethod.Get, $"/badge/tag/{pingKey}/{Uri.EscapeDataString(tag)}.json")).Status);

        // What is renamed or deleted is not among them any more.
        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Put, $"/api/tasks/{bad}", new { name = Some.Name(), period = 3600 })).Status);
        Assert.Equal(("up", "success"), await BadgeAsync(path));
    }

    [Fact]
    public async Task Tasks_are_listed_by_state_tag_and_part_of_the_name()
    {
        var (tag, name) = (Some.Name("tag"), Some.Name("100%_sure"));
        var (id, ping) = await NewAsync(new { name, period = 3600, tags = new[] { tag } });
        await NewAsync(new { name = Some.Name(), period = 3600, tags = new[] { tag } });
        await PingAsync(HttpMethod.Get, ping + "/fail");
        Assert.Equal(2, (await fixture.GetAsync($"/api/tasks?tag={tag}")).Json.AsArray().Count);
        Assert.Equal(id, (long)(await fixture.GetAsync($"/api/tasks?tag={tag}&state=down")).At("0.id")!);
        Assert.Equal(id, (long)(await fixture.GetAsync($"/api/tasks?q={Uri.EscapeDataString(name.ToUpperInvariant())}")).At("0.id")!);
        Assert.Empty((await fixture.GetAsync($"/api/tasks?tag={tag}&q=100%25%25")).Json.AsArray());
        Assert.Equal(400, (await fixture.GetAsync("/api/tasks?state=broken")).Status);
    }

    private async Task<(string Message, string Color)> BadgeAsync(string path)
    {
        var badge = await fixture.App.GetAsync(path + ".json");
        return (badge.TextAt("message"), badge.TextAt("color"));
    }

    private async Task<string> StateAsync(long id) => (await fixture.TaskAsync(id)).TextAt("state");

    private Task BecomesAsync(long id, string state) => Poll.UntilAsync(async () =>
    {
        // The worker may ask for its next second after the clock was turned.
        fixture.Clock.Advance(TimeSpan.FromMilliseconds(100));
        return await StateAsync(id) == state;
    });

    private async Task<(int Status, string Text)> PingAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await fixture.App.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text);
    }
}
