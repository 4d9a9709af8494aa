using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Tasks;

public sealed class SqliteTaskMutingTests(TaskAppFixture fixture) : TaskMutingSuite(fixture), IClassFixture<TaskAppFixture>;

public sealed class PostgresTaskMutingTests(TaskPostgresFixture fixture) : TaskMutingSuite(fixture), IClassFixture<TaskPostgresFixture>;

/// <summary>Parents, snoozes and failure rates over REST: what becomes of a task, and what is told of it.</summary>
public abstract class TaskMutingSuite(TaskAppFixture fixture)
{
    [Fact]
    public async Task While_its_parent_is_out_nobody_is_told_of_a_child_and_afterwards_once()
    {
        await ToldAsync();
        var parentName = Some.Name("network");
        var parent = await NewAsync(new { name = parentName, period = "1d" });
        var child = await NewAsync(new { name = Some.Name("job"), period = "1d", parent = parentName });
        Assert.Equal(parent, (long)(await fixture.TaskAsync(child)).At("parent")!);
        await PingAsync(parent, "/fail");
        await PingAsync(child, "");
        await PingAsync(child, "/fail");
        Assert.Equal("down", await StateAsync(child));
        Assert.Contains($"(muted by {parentName})", (await fixture.GetAsync($"/api/tasks/{child}/changes")).TextAt("0.why"));
        Assert.Empty(await ToldOfAsync(child));

        await PingAsync(parent, "");
        await Poll.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return (await ToldOfAsync(child)).Length == 1;
        });
        await PingAsync(child, "");
        Assert.Equal(["task.up", "task.down"], await ToldOfAsync(child));
    }

    [Fact]
    public async Task What_was_over_before_its_parent_was_up_is_never_told()
    {
        await ToldAsync();
        var parent = await NewAsync(new { name = Some.Name("network"), period = "1d" });
        var child = await NewAsync(new { name = Some.Name("job"), period = "1d", parent });
        await PingAsync(parent, "/fail");
        await PingAsync(child, "/fail");
        await PingAsync(child, "");
        await PingAsync(parent, "");
        // The parent's own recovery is told in that write; the child is settled within the next seconds.
        await Poll.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return !await IsHeldAsync(child);
        });
        Assert.Empty(await ToldOfAsync(child));
    }

    [Fact]
    public async Task A_child_whose_parent_is_deleted_has_none_and_is_told_of()
    {
        await ToldAsync();
        var parent = await NewAsync(new { name = Some.Name("network"), period = "1d" });
        var child = await NewAsync(new { name = Some.Name("job"), period = "1d", parent });
        await PingAsync(parent, "/fail");
        await PingAsync(child, "/fail");
        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, $"/api/tasks/{parent}")).Status);
        Assert.Null((await fixture.TaskAsync(child)).At("parent"));
        await Poll.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return (await ToldOfAsync(child)).SequenceEqual(["task.down"]);
        });
    }

    [Fact]
    public async Task A_circle_of_parents_and_an_unknown_one_are_refused()
    {
        var one = await NewAsync(new { name = Some.Name(), period = "1d" });
        var two = await NewAsync(new { name = Some.Name(), period = "1d", parent = one });
        var three = await NewAsync(new { name = Some.Name(), period = "1d", parent = two });
        foreach (var (id, parent) in new (long, object)[] { (one, one), (one, three), (two, three), (one, "nobody knows it"), (one, 99_999_999) })
        {
            var answer = await fixture.SendAsync(HttpMethod.Put, $"/api/tasks/{id}", new { name = Some.Name(), period = "1d", parent });
            Assert.Equal(400, answer.Status);
            Assert.Contains("parent", answer.TextAt("detail"));
        }

        Assert.Equal(400, (await fixture.PostAsync("/api/tasks", """{"name":"a","period":60,"parent":{}}""")).Status);
        Assert.Null((await fixture.SendAsync(HttpMethod.Put, $"/api/tasks/{two}", new { name = Some.Name(), period = "1d" })).At("parent"));
    }

    [Fact]
    public async Task A_snoozed_task_goes_on_and_is_told_of_once_when_the_snooze_is_over()
    {
        await ToldAsync();
        var id = await NewAsync(new { name = Some.Name(), period = "1d" });
        var snoozed = await fixture.PostAsync($"/api/tasks/{id}/snooze", new { @for = "1h" });
        Assert.Equal((200, fixture.Clock.GetUtcNow().AddHours(1)), (snoozed.Status, (DateTimeOffset)snoozed.At("snoozed_until")!));
        await PingAsync(id, "");
        await PingAsync(id, "/fail");
        Assert.Equal("down", await StateAsync(id));
        Assert.Contains("(snoozed until", (await fixture.GetAsync($"/api/tasks/{id}/changes")).TextAt("0.why"));
        Assert.Empty(await ToldOfAsync(id));
        fixture.Clock.Leap(TimeSpan.FromHours(1));
        await Poll.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return (await ToldOfAsync(id)).SequenceEqual(["task.down"]);
        });
        Assert.Null((await fixture.TaskAsync(id)).At("snoozed_until"));

        await fixture.PostAsync($"/api/tasks/{id}/snooze", new { until = fixture.Clock.GetUtcNow().AddDays(1) });
        Assert.Equal(200, (await fixture.PostAsync($"/api/tasks/{id}/unsnooze")).Status);
        Assert.Equal(["task.down", "task.down"], await ToldOfAsync(id));
    }

    [Theory]
    [InlineData("{}", "until")]
    [InlineData("""{"for":"1h","until":"2030-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"for":0}""", "for")]
    [InlineData("""{"for":"soon"}""", "for")]
    [InlineData("""{"until":"2020-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"until":"2099-01-01T00:00:00Z"}""", "until")]
    public async Task A_wrong_snooze_is_refused_with_its_field(string body, string field)
    {
        var id = await NewAsync(new { name = Some.Name(), period = "1d" });
        var answer = await fixture.PostAsync($"/api/tasks/{id}/snooze", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("detail"));
        Assert.Equal(404, (await fixture.PostAsync("/api/tasks/99999999/snooze", new { @for = 60 })).Status);
    }

    [Fact]
    public async Task A_task_may_fail_now_and_then()
    {
        var id = await NewAsync(new { name = Some.Name(), period = "1d", failures = 2, of = 3 });
        await PingAsync(id, "/fail");
        Assert.Equal("up", await StateAsync(id));
        await PingAsync(id, "");
        await PingAsync(id, "/7");
        var task = await fixture.TaskAsync(id);
        Assert.Equal(("down", "It ended with exit status 7; 2 of the last 3 runs failed"), (task.TextAt("state"), task.TextAt("why")));
        Assert.Equal((2, 3), ((int)task.At("failures")!, (int)task.At("of")!));
    }

    [Theory]
    [InlineData("""{"name":"a","period":60,"failures":0}""", "failures")]
    [InlineData("""{"name":"a","period":60,"failures":3,"of":2}""", "of")]
    [InlineData("""{"name":"a","period":60,"failures":3,"of":61}""", "of")]
    [InlineData("""{"name":"a","failures":3}""", "failures")]
    public async Task A_wrong_failure_rate_is_refused_with_its_field(string body, string field)
    {
        var answer = await fixture.PostAsync("/api/tasks", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("detail"));
    }

    [Fact]
    public async Task Missed_runs_are_counted()
    {
        var id = await NewAsync(new { name = Some.Name(), cron = "0 2 * * *", grace = "30m" });
        await PingAsync(id, "");
        fixture.Clock.Leap(TimeSpan.FromDays(3));
        await Poll.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return await StateAsync(id) == "down";
        });
        var task = await fixture.TaskAsync(id);
        Assert.Equal(3, (int)task.At("missed_runs")!);
        Assert.EndsWith("; 3 runs were missed", task.TextAt("why"), StringComparison.Ordinal);
        await PingAsync(id, "");
        task = await fixture.TaskAsync(id);
        // The run that came late stands for the last of them.
        Assert.Equal((0, "It ran; 2 runs were missed"), ((int)task.At("missed_runs")!, task.TextAt("why")));
    }

    private Task<long> NewAsync(object body) => fixture.CreateAsync(body);

    private async Task<string> StateAsync(long id) => (await fixture.TaskAsync(id)).TextAt("state");

    private async Task PingAsync(long id, string signal)
    {
        var path = (await fixture.TaskAsync(id)).TextAt("ping_path");
        Assert.Equal(200, (await fixture.App.GetAsync(path + signal)).Status);
    }

    /// <summary>Has everything told to the log, so that the log of deliveries shows what was.</summary>
    private async Task ToldAsync()
    {
        var channel = await AdminAsync(HttpMethod.Post, "/api/v1/channels", new { name = Some.Name(), kind = "console", config = new { } });
        Assert.Equal(201, channel.Status);
        Assert.Equal(201, (await AdminAsync(HttpMethod.Post, "/api/v1/rules", new { channel = channel.TextAt("id"), kinds = new[] { "task.down", "task.late", "task.up" } })).Status);
    }

    /// <summary>The kinds of what was told, newest first, each once however many channels there are by now.</summary>
    private async Task<string[]> ToldOfAsync(long id)
    {
        var deliveries = (await AdminAsync(HttpMethod.Get, $"/api/v1/deliveries?subject={id}", null)).Json.AsArray();
        return [.. deliveries.GroupBy(d => (string)d!["channel"]!).Select(g => g.Select(d => (string)d!["kind"]!).ToArray()).MaxBy(kinds => kinds.Length) ?? []];
    }

    private async Task<bool> IsHeldAsync(long id) => await fixture.App.Database.FirstAsync("SELECT held FROM task WHERE id = $1", r => r.GetInt64(0), CancellationToken.None, id) == 1;

    private Task<Answer> AdminAsync(HttpMethod method, string path, object? body) => fixture.SendAsync(method, path, body, TaskAppFixture.AdminKey);
}
