using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.Tests.Runs;

public sealed class SqliteRunApiTests(RunAppFixture fixture) : RunApiSuite(fixture), IClassFixture<RunAppFixture>;

public sealed class PostgresRunApiTests(RunPostgresFixture fixture) : RunApiSuite(fixture), IClassFixture<RunPostgresFixture>;

/// <summary>Runs over REST as their contract has them.</summary>
public abstract partial class RunApiSuite(RunAppFixture fixture)
{
    [Fact]
    public async Task A_run_is_begun_measured_stopped_and_shown()
    {
        var begun = await fixture.PostAsync("/api/v1/test", """{"name": "my test run ", /* as documented */ "description": "running on a sunny day", "threshold": 0.5, "start_time": "2021-01-01T00:00:00",}""");
        Assert.Equal((201, "2021-01-01T00:00:00"), (begun.Status, begun.TextAt("start_time")));
        var run = $"/api/v1/test/{(long)begun.At("id")!}";
        foreach (var (at, usage, above) in new[] { ("00:00:00", 0.5, false), ("00:00:10", 0.51, true), ("00:00:30.5Z", 0.1, false), ("01:00:40+01:00", 0.9, true) })
        {
            var added = await fixture.PostAsync(run + "/usage", new { cpu_usage = usage, timestamp = "2021-01-01T" + at });
            Assert.Equal((201, above, (long)begun.At("id")!), (added.Status, (bool)added.At("above_threshold")!, (long)added.At("id")!));
        }

        var active = await fixture.GetAsync(run);
        Assert.True((bool)active.At("active")!);
        Assert.Null(active.At("end_time"));
        Assert.True((double)active.At("time_above_threshold")! > 100_000_000);

        var stopped = await fixture.PostAsync(run + "/stop", """{"end_time": "2021-01-01T00:01:00",}""");
        Assert.Equal(200, stopped.Status);
        foreach (var shown in new[] { stopped, await fixture.GetAsync(run) })
        {
            Assert.Equal((false, 60.0, 40.5), ((bool)shown.At("active")!, (double)shown.At("duration")!, (double)shown.At("time_above_threshold")!));
            Assert.Equal(("2021-01-01T00:00:00", "2021-01-01T00:01:00"), (shown.TextAt("start_time"), shown.TextAt("end_time")));
            Assert.Equal(("my test run", "running on a sunny day", "0.5"), (shown.TextAt("name"), shown.TextAt("description"), shown.TextAt("threshold")));
            Assert.Equal((0.1, 0.5025, 0.9, 0.9), ((double)shown.At("min_usage")!, (double)shown.At("mean_usage")!, (double)shown.At("max_usage")!, (double)shown.At("p95_usage")!));
        }

        var samples = await fixture.GetAsync(run + "/usage");
        Assert.Equal("2021-01-01T00:00:30.500000", samples.TextAt("2.timestamp"));
        Assert.Equal(4, samples.Json.AsArray().Count);
    }

    [Fact]
    public async Task What_is_not_said_is_now()
    {
        var begun = await fixture.PostAsync("/api/v1/test", new { name = Some.Name() });
        var run = "/api/v1/test/" + begun.TextAt("id");
        Assert.Matches(Written(), begun.TextAt("start_time"));
        Assert.Equal(201, (await fixture.PostAsync(run + "/usage", new { cpu_usage = 0.7 })).Status);
        var stopped = await fixture.PostAsync(run + "/stop");
        Assert.Equal((200, "0.5"), (stopped.Status, stopped.TextAt("threshold")));
        Assert.InRange((double)stopped.At("duration")!, 0, 600);
        Assert.InRange((double)stopped.At("time_above_threshold")!, 0, (double)stopped.At("duration")!);
    }

    [Fact]
    public async Task The_wrapper_that_exists_is_answered_in_its_way()
    {
        var begun = await fixture.PostAsync("/v1/api/testrun", """{"name": "transcode", "description": null, "threshold": 2}""");
        Assert.Equal(201, begun.Status);
        var run = "/v1/api/testrun/" + begun.TextAt("id");
        var added = await fixture.PostAsync(run + "/usage", """{"usage": 2.1}""");
        Assert.Equal((201, true), (added.Status, (bool)added.At("above_threshold")!));
        Assert.Equal(200, (await fixture.PostAsync(run + "/stop")).Status);
        var shown = await fixture.GetAsync(run);
        Assert.Equal((0.02, 0.021), ((double)shown.At("threshold")!, (double)shown.At("max_usage")!));
    }

    [Theory]
    [InlineData("""{"threshold": 0.5}""", "name")]
    [InlineData("""{"name": " "}""", "name")]
    [InlineData("""{"name": "a", "threshold": 1.01}""", "threshold")]
    [InlineData("""{"name": "a", "threshold": -0.1}""", "threshold")]
    [InlineData("""{"name": "a", "threshold": NaN}""", "threshold")]
    [InlineData("""{"name": "a", "threshold": "half"}""", "threshold")]
    [InlineData("""{"name": "a", "start_time": "yesterday"}""", "start_time")]
    [InlineData("""{"name": "a", "start_time": "2921-01-01T00:00:00"}""", "start_time")]
    [InlineData("""{"name": "a", "interval": 0}""", "interval")]
    [InlineData("""{"name": "a", "parent": 99999999}""", "parent")]
    [InlineData("""{"name": "a", "tags": [""]}""", "tags")]
    [InlineData("[]", "body")]
    public async Task A_wrong_run_is_refused_with_its_field(string body, string field) => Refused(field, await fixture.PostAsync("/api/v1/test", body));

    [Theory]
    [InlineData("{}", "cpu_usage")]
    [InlineData("""{"cpu_usage": 1.01}""", "cpu_usage")]
    [InlineData("""{"cpu_usage": -0.01}""", "cpu_usage")]
    [InlineData("""{"cpu_usage": NaN}""", "cpu_usage")]
    [InlineData("""{"cpu_usage": "NaN"}""", "cpu_usage")]
    [InlineData("""{"cpu_usage": 1e999}""", "cpu_usage")]
    [InlineData("""{"usage": 101}""", "usage")]
    [InlineData("""{"cpu_usage": 0.5, "usage": 50}""", "usage")]
    [InlineData("""{"cpu_usage": 0.5, "timestamp": "2026-03-02T08:59:59"}""", "timestamp")]
    [InlineData("""{"cpu_usage": 0.5, "timestamp": "2921-03-02T09:00:00"}""", "timestamp")]
    [InlineData("""{"cpu_usage": 0.5, "timestamp": "noon"}""", "timestamp")]
    [InlineData("""[{"cpu_usage": 0.5, "timestamp": "2026-03-02T09:00:00"}, {"cpu_usage": 2, "timestamp": "2026-03-02T09:00:01"}]""", "[1].cpu_usage")]
    [InlineData("""[{"cpu_usage": 0.5, "timestamp": "2026-03-02T09:00:00"}, {"cpu_usage": 0.5}]""", "[1].timestamp")]
    public async Task Wrong_usage_is_refused_with_its_field_and_nothing_is_stored(string body, string field)
    {
        var run = await fixture.BeginAsync(start: new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        Refused(field, await fixture.PostAsync(run + "/usage", body));
        Assert.Equal("0", (await fixture.GetAsync(run)).TextAt("samples"));
    }

    [Fact]
    public async Task More_samples_than_a_request_may_have_are_refused()
    {
        var run = await fixture.BeginAsync();
        Refused("cpu_usage", await fixture.PostAsync(run + "/usage", "[" + string.Join(',', Enumerable.Repeat("""{"cpu_usage":0}""", 10_001)) + "]"));
    }

    [Theory]
    [InlineData("""{"end_time": "2026-03-02T08:59:59"}""", "end_time")]
    [InlineData("""{"end_time": "2026-03-02T09:00:09"}""", "end_time")]
    [InlineData("""{"end_time": "2921-03-02T09:00:10"}""", "end_time")]
    [InlineData("""{"cpu_seconds": -1}""", "cpu_seconds")]
    [InlineData("""{"children": -1}""", "children")]
    public async Task A_wrong_end_is_refused_with_its_field(string body, string field)
    {
        var run = await fixture.BeginAsync(start: new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await fixture.PostAsync(run + "/usage", new { cpu_usage = 0.5, timestamp = "2026-03-02T09:00:10" });
        Refused(field, await fixture.PostAsync(run + "/stop", body));
        Assert.True((bool)(await fixture.GetAsync(run)).At("active")!);
    }

    [Fact]
    public async Task Stopping_twice_answers_the_same_and_nothing_comes_after_it()
    {
        var run = await fixture.RanAsync(Some.Name(), 12, exitCode: 3);
        var again = await fixture.PostAsync(run + "/stop", new { exit_code = 0 });
        Assert.Equal((200, "12", "3"), (again.Status, again.TextAt("duration"), again.TextAt("exit_code")));
        Refused("timestamp", await fixture.PostAsync(run + "/usage", new { cpu_usage = 0.5 }));
        Assert.Equal("0", (await fixture.GetAsync(run)).TextAt("samples"));
    }

    [Fact]
    public async Task What_the_wrapper_reports_at_the_end_is_kept()
    {
        var begun = await fixture.PostAsync("/api/v1/test", new { name = Some.Name(), host = "node-1", service = "shop", environment = "prod", tags = new[] { "ci" }, interval = 0.5 });
        var id = (long)begun.At("id")!;
        var part = await fixture.PostAsync("/api/v1/test", new { name = Some.Name(), parent = id });
        var stopped = await fixture.PostAsync($"/api/v1/test/{id}/stop", new { exit_code = 2, cpu_seconds = 1.25, peak_memory = 1 << 20, read_bytes = 10, written_bytes = 20, children = 4 });
        string[] fields = ["host", "service", "environment", "tags.0", "interval", "exit_code", "cpu_seconds", "peak_memory", "read_bytes", "written_bytes", "children"];
        Assert.Equal(["node-1", "shop", "production", "ci", "0.5", "2", "1.25", "1048576", "10", "20", "4"], fields.Select(stopped.TextAt));
        Assert.Equal(id, (long)(await fixture.GetAsync("/api/v1/test/" + part.TextAt("id"))).At("parent")!);
    }

    [Fact]
    public async Task A_run_begun_again_under_the_same_key_is_the_same_run()
    {
        var (key, name) = (Some.Name(), Some.Name());
        var first = await fixture.SendAsync(HttpMethod.Post, "/api/v1/test", new { name }, idempotencyKey: key);
        var again = await fixture.SendAsync(HttpMethod.Post, "/api/v1/test", new { name }, idempotencyKey: key);
        Assert.Equal((201, first.Text), (again.Status, again.Text));
        Assert.Equal(422, (await fixture.SendAsync(HttpMethod.Post, "/api/v1/test", new { name = name + "!" }, idempotencyKey: key)).Status);
        Assert.Single((await fixture.GetAsync("/api/v1/test?q=" + name)).Json.AsArray());
    }

    [Fact]
    public async Task A_clock_that_is_a_little_behind_is_believed_where_the_server_chose_the_start()
    {
        var begun = await fixture.PostAsync("/api/v1/test", new { name = Some.Name() });
        var run = "/api/v1/test/" + begun.TextAt("id");
        var start = DateTime.Parse(begun.TextAt("start_time"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(201, (await fixture.PostAsync(run + "/usage", new { cpu_usage = 0.5, timestamp = start.AddMinutes(-4).ToString("s") })).Status);
        Assert.Equal(start.AddMinutes(-4).ToString("s"), (await fixture.GetAsync(run)).TextAt("start_time"));
        Refused("timestamp", await fixture.PostAsync(run + "/usage", new { cpu_usage = 0.5, timestamp = start.AddMinutes(-6).ToString("s") }));
        Assert.Equal(201, (await fixture.PostAsync(run + "/usage", new { cpu_usage = 0.5, timestamp = DateTime.UtcNow.AddMinutes(4).ToString("s") })).Status);
        Refused("timestamp", await fixture.PostAsync(run + "/usage", new { cpu_usage = 0.5, timestamp = DateTime.UtcNow.AddMinutes(30).ToString("s") }));
    }

    [Fact]
    public async Task Runs_of_others_are_not_found_but_an_administrator_reads_them()
    {
        var (mine, theirs) = (await fixture.BeginAsync(), await fixture.BeginAsync(credential: fixture.Other));
        Assert.Equal(404, (await fixture.GetAsync(theirs)).Status);
        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/usage"), (HttpMethod.Delete, "") })
        {
            Assert.Equal(404, (await fixture.SendAsync(method, mine + path, credential: fixture.Other)).Status);
        }

        Assert.Equal(404, (await fixture.SendAsync(HttpMethod.Post, mine + "/usage", new { cpu_usage = 0.5 }, fixture.Other)).Status);
        Assert.Equal(404, (await fixture.SendAsync(HttpMethod.Post, mine + "/stop", credential: fixture.Other)).Status);
        Refused("parent", await fixture.SendAsync(HttpMethod.Post, "/api/v1/test", new { name = "a", parent = long.Parse(mine.Split('/')[^1]) }, fixture.Other));

        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Get, theirs, credential: RunAppFixture.AdminKey)).Status);
        Assert.Equal(403, (await fixture.SendAsync(HttpMethod.Post, theirs + "/stop", credential: RunAppFixture.AdminKey)).Status);
        Assert.Equal(403, (await fixture.GetAsync("/api/v1/test?all=true")).Status);
        var all = (await fixture.SendAsync(HttpMethod.Get, "/api/v1/test?all=true&per_page=1000", credential: RunAppFixture.AdminKey)).Json.AsArray();
        Assert.Contains("bob", all.Select(r => (string?)r!["owner"]));
        Assert.DoesNotContain("bob", (await fixture.GetAsync("/api/v1/test?per_page=1000")).Json.AsArray().Select(r => (string?)r!["owner"]));
    }

    [Fact]
    public async Task Own_runs_are_listed_newest_first_and_deleted()
    {
        var name = Some.Name("100%_sure");
        var (first, second) = (await fixture.RanAsync(name, 1), await fixture.BeginAsync(name));
        var q = "/api/v1/test?q=" + Uri.EscapeDataString(name.ToUpperInvariant());
        Assert.Equal([second, first], (await fixture.GetAsync(q)).Json.AsArray().Select(r => $"/api/v1/test/{r!["id"]}"));
        Assert.Equal(first, "/api/v1/test/" + (await fixture.GetAsync(q + "&page=2&per_page=1")).TextAt("0.id"));
        Assert.Equal(second, "/api/v1/test/" + (await fixture.GetAsync(q + "&active=true")).TextAt("0.id"));
        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, first)).Status);
        Assert.Equal(404, (await fixture.GetAsync(first)).Status);
        Assert.Equal(404, (await fixture.SendAsync(HttpMethod.Delete, first)).Status);
        Assert.Single((await fixture.GetAsync(q)).Json.AsArray());
    }

    [Fact]
    public async Task Runs_of_a_name_tell_what_is_usual()
    {
        var name = Some.Name();
        foreach (var seconds in new[] { 10, 10.1, 9.9, 10.2, 10 }) await fixture.RanAsync(name, seconds, cpuSeconds: seconds / 2);
        // Neither counts: one failed, the other is somebody else's.
        await fixture.RanAsync(name, 1_000, exitCode: 1);
        await fixture.BeginAsync(name, credential: fixture.Other);
        var slow = await fixture.GetAsync(await fixture.RanAsync(name, 20, cpuSeconds: 5));
        Assert.Equal(("5", "10", "higher"), (slow.TextAt("baseline.duration.runs"), slow.TextAt("baseline.duration.median"), slow.TextAt("baseline.duration.verdict")));
        Assert.Equal("usual", slow.TextAt("baseline.cpu_seconds.verdict"));
        Assert.Null(slow.At("baseline.peak_memory"));
        Assert.Equal("unknown", (await fixture.GetAsync(await fixture.RanAsync(name, 10, exitCode: 1))).TextAt("baseline.duration.verdict"));
    }

    [Fact]
    public async Task Whoever_shows_no_credentials_is_refused()
    {
        Assert.Equal(401, (await fixture.App.GetAsync("/api/v1/test")).Status);
        await using var open = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_ALLOW_ANONYMOUS"] = "write" });
        Assert.Equal(401, (await open.GetAsync("/api/v1/test")).Status);
        Assert.Equal(401, (await open.PostAsync("/v1/api/testrun", new { name = "a" })).Status);
    }

    private static void Refused(string field, Answer answer)
    {
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("detail"));
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$")]
    private static partial Regex Written();
}
