using Tracker.Testing;

namespace Tracker.Tests.Tasks;

public sealed class SqliteTaskApiTests(TaskAppFixture fixture) : TaskApiSuite(fixture), IClassFixture<TaskAppFixture>;

public sealed class PostgresTaskApiTests(TaskPostgresFixture fixture) : TaskApiSuite(fixture), IClassFixture<TaskPostgresFixture>;

/// <summary>Tasks, jobs, backups and reports over REST.</summary>
public abstract class TaskApiSuite(TaskAppFixture fixture)
{
    [Fact]
    public async Task A_task_is_created_and_takes_jobs()
    {
        var name = Some.Name("backup");
        var id = await fixture.CreateAsync(new { name, datapoints = 5, tolerance = 2 });
        var job = await fixture.PostAsync($"/api/tasks/{id}/jobs");
        Assert.Equal(201, job.Status);
        var task = await fixture.TaskAsync(id);
        Assert.Equal((name, "new", "INSUFFICIENT"), (task.TextAt("name"), task.TextAt("state"), task.TextAt("status")));
        Assert.Equal("Task needs 5 datapoints to determine status. We'll have to wait 4 more days", task.TextAt("why"));
        Assert.Equal((long)job.At("id")!, (long)(await fixture.GetAsync($"/api/tasks/{id}/jobs")).At("0.id")!);
    }

    [Theory]
    [InlineData("""{"datapoints":5}""", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":"a","datapoints":0}""", "datapoints")]
    [InlineData("""{"name":"a","datapoints":5,"tolerance":5}""", "tolerance")]
    [InlineData("""{"name":"a","datapoints":5,"tolerance":-1}""", "tolerance")]
    [InlineData("""{"name":"a","datapoints":"five"}""", "datapoints")]
    [InlineData("""{"name":"a","timezone":"Mars/Olympus"}""", "timezone")]
    [InlineData("""{"name":"a","period":"soon"}""", "period")]
    [InlineData("""{"name":"a","period":1}""", "period")]
    [InlineData("""{"name":"a","cron":"every night"}""", "cron")]
    [InlineData("""{"name":"a","cron":"0 0 30 2 *"}""", "cron")]
    [InlineData("""{"name":"a","cron":"0 0 * * *","period":60}""", "cron")]
    [InlineData("""{"name":"a","grace":60}""", "grace")]
    [InlineData("""{"name":"a","tags":[""]}""", "tags")]
    [InlineData("[]", "body")]
    [InlineData("nonsense", "body")]
    public async Task A_wrong_task_is_refused_with_its_field(string body, string field)
    {
        var answer = await fixture.PostAsync("/api/tasks", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("detail"));
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var name = Some.Name();
        await fixture.CreateAsync(new { name });
        var again = await fixture.PostAsync("/api/tasks", new { name });
        Assert.Equal(409, again.Status);
        var other = await fixture.CreateAsync(new { name = Some.Name() });
        Assert.Equal(409, (await fixture.SendAsync(HttpMethod.Put, $"/api/tasks/{other}", new { name })).Status);
    }

    [Fact]
    public async Task Unknown_ids_are_not_found_and_other_texts_are_wrong()
    {
        Assert.Equal(404, (await fixture.PostAsync("/api/tasks/999999/jobs")).Status);
        Assert.Equal(400, (await fixture.PostAsync("/api/tasks/abc/jobs")).Status);
        Assert.Equal(404, (await fixture.GetAsync("/api/tasks/999999")).Status);
        Assert.Equal(400, (await fixture.GetAsync("/api/tasks/abc")).Status);
        Assert.Equal(404, (await fixture.SendAsync(HttpMethod.Delete, "/api/tasks/999999")).Status);
    }

    [Fact]
    public async Task A_backup_creates_its_task_once()
    {
        var name = Some.Name();
        Assert.Equal(201, (await fixture.PostAsync("/api/backups", new { taskName = name })).Status);
        Assert.Equal(201, (await fixture.PostAsync("/api/backups", new { taskName = name })).Status);
        var rows = (await fixture.GetAsync("/api/tasks?per_page=1000")).Json.AsArray().Where(t => (string?)t!["name"] == name).ToList();
        Assert.Equal((7, 0), ((int)Assert.Single(rows)!["datapoints"]!, (int)rows[0]!["tolerance"]!));
        Assert.Equal(2, (await fixture.GetAsync($"/api/tasks/{rows[0]!["id"]}/jobs")).Json.AsArray().Count);
        var refused = await fixture.PostAsync("/api/backups", new { });
        Assert.Equal(400, refused.Status);
        Assert.Contains("taskName", refused.TextAt("detail"));
    }

    [Fact]
    public async Task A_task_is_changed_and_deleted()
    {
        var id = await fixture.CreateAsync(new { name = Some.Name(), tags = new[] { "db" }, service = "shop", environment = "prod" });
        Assert.Equal("production", (await fixture.TaskAsync(id)).TextAt("environment"));
        var changed = await fixture.SendAsync(HttpMethod.Put, $"/api/tasks/{id}", new { name = Some.Name(), period = "1h 30m", grace = 60 });
        Assert.Equal((200, "5400", "60"), (changed.Status, changed.TextAt("period"), changed.TextAt("grace")));
        Assert.Null(changed.At("service"));
        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, $"/api/tasks/{id}")).Status);
        Assert.Equal(404, (await fixture.TaskAsync(id)).Status);
    }

    [Theory, InlineData("ALWAYS"), InlineData("ON_ERROR"), InlineData("NEVER"), InlineData(null)]
    public async Task A_report_evaluates_every_task(string? notify)
    {
        var name = Some.Name();
        await fixture.PostAsync("/api/backups", new { taskName = name });
        var report = await fixture.PostAsync("/api/reports", notify is null ? null : new { notify });
        Assert.Equal(200, report.Status);
        var row = report.At("tasks")!.AsArray().Single(t => (string?)t!["name"] == name)!;
        Assert.Equal((1, false), ((int)row["status"]!, (bool)row["isReady"]!));
        Assert.NotNull(row["lastBackup"]);
    }

    [Fact]
    public async Task A_report_notifies_as_it_may()
    {
        var answer = await fixture.PostAsync("/api/reports", new { notify = "SOMETIMES" });
        Assert.Equal(400, answer.Status);
        Assert.Contains("ALWAYS", answer.TextAt("detail"));
    }

    [Fact]
    public async Task Whoever_shows_no_credentials_is_refused()
    {
        Assert.Equal(401, (await fixture.App.GetAsync("/api/tasks")).Status);
        await using var open = await TrackerApp.StartAsync();
        Assert.Equal(401, (await open.GetAsync("/api/tasks")).Status);
        Assert.Equal(401, (await open.PostAsync("/api/backups", new { taskName = "nightly" })).Status);
    }
}
