using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Operations.Retention;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Tasks;

public sealed class SqliteTaskOnceTests(TaskAppFixture fixture) : TaskOnceSuite(fixture), IClassFixture<TaskAppFixture>;

public sealed class PostgresTaskOnceTests(TaskPostgresFixture fixture) : TaskOnceSuite(fixture), IClassFixture<TaskPostgresFixture>;

/// <summary>What is sent again is done once, what is too long is refused, and what is old goes.</summary>
public abstract class TaskOnceSuite(TaskAppFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_sent_again_under_its_key_is_done_once()
    {
        var (name, key) = (Some.Name("once"), Some.Name("key"));
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync("/api/tasks", $$"""{"name":"{{name}}"}""", key)));
        Assert.All(made, m => Assert.Equal(201, m.Status));
        var id = Assert.Single(made.Select(m => m.TextAt("id")).Distinct());
        Assert.Equal(422, (await SendAsync("/api/tasks", $$"""{"name":"{{Some.Name()}}"}""", key)).Status);

        foreach (var (path, body) in new[] { ($"/api/tasks/{id}/jobs", ""), ("/api/backups", $$"""{"taskName":"{{name}}"}""") })
        {
            var jobs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SendAsync(path, body, key)));
            Assert.All(jobs, j => Assert.Equal(201, j.Status));
            Assert.Single(jobs.Select(j => j.TextAt("id")).Distinct());
        }

        Assert.Equal(2, (await fixture.GetAsync($"/api/tasks/{id}/jobs")).Json.AsArray().Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_a_megabyte_is_refused_whether_it_says_its_length_or_not(bool says)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tasks") { Content = new StringContent($$"""{"name":"{{new string('x', 1_100_000)}}"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-KEY", TaskAppFixture.Key);
        request.Headers.TransferEncodingChunked = says ? null : true;
        using var answer = await fixture.App.Http.SendAsync(request, Ct);
        Assert.Equal(413, (int)answer.StatusCode);
        Assert.Contains("at most 1 MB", await answer.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task The_days_of_jobs_that_are_no_longer_kept_go_with_them()
    {
        var id = await fixture.CreateAsync(new { name = Some.Name(), datapoints = 366 });
        var store = fixture.App.Database;
        var rule = fixture.App.App.Services.GetServices<RetentionRule>().Single(r => r.Name == "jobs");
        var today = DateOnly.FromDateTime(fixture.Clock.GetUtcNow().UtcDateTime).DayNumber;
        await store.WriteAsync(async write =>
        {
            await write.ExecuteAsync("DELETE FROM job");
            foreach (var ago in new[] { 500, 371, 366, 1 })
            {
                await write.ExecuteAsync("INSERT INTO job(task_id, day, at, early) VALUES($1, $2, $3, 0)", id, today - ago, fixture.Clock.GetUtcNow().AddDays(-ago));
                await write.ExecuteAsync("INSERT INTO task_day(task_id, day, jobs) VALUES($1, $2, 1)", id, today - ago);
            }

            return true;
        }, Ct);
        await store.MaintainAsync(write => rule.Prune(write, fixture.Clock.GetUtcNow().AddDays(-rule.LeastDays)), Ct);
        Assert.Equal([366L, 1L], await store.QueryAsync("SELECT day FROM task_day WHERE task_id = $1 ORDER BY day", r => today - r.GetInt64(0), Ct, id));
    }

    private async Task<Answer> SendAsync(string path, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("X-API-KEY", TaskAppFixture.Key);
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await fixture.App.Http.SendAsync(request, Ct);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
