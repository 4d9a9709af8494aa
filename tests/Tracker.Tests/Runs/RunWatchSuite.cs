using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Operations.Retention;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Runs;

public sealed class SqliteRunWatchTests(RunAppFixture fixture) : RunWatchSuite(fixture), IClassFixture<RunAppFixture>;

public sealed class PostgresRunWatchTests(RunPostgresFixture fixture) : RunWatchSuite(fixture), IClassFixture<RunPostgresFixture>;

/// <summary>What becomes of runs when nobody calls.</summary>
public abstract class RunWatchSuite(RunAppFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IDatabase Database => fixture.App.Database;

    [Fact]
    public async Task A_run_that_is_not_heard_of_ended_at_its_last_sample_until_it_is_heard_of_again()
    {
        var run = await fixture.BeginAsync(start: new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await SampleAsync(run, "2026-03-02T09:00:07");
        await OverdueAsync(run);
        var lost = await LostAsync(run);
        Assert.Equal(("2026-03-02T09:00:07", "7", "False"), (lost.TextAt("end_time"), lost.TextAt("duration"), ((bool)lost.At("active")!).ToString()));

        await SampleAsync(run, "2026-03-02T09:00:20");
        var again = await fixture.GetAsync(run);
        Assert.True((bool)again.At("active")!);
        Assert.False((bool)again.At("lost")!);
        Assert.Equal("20", (await fixture.PostAsync(run + "/stop", new { end_time = "2026-03-02T09:00:20" })).TextAt("duration"));
        Assert.Equal(["run.begun", "run.lost", "run.resumed", "run.ended"], await KindsAsync(run));
    }

    [Fact]
    public async Task A_run_without_a_sample_is_lost_at_its_start_and_may_be_stopped_later()
    {
        var run = await fixture.BeginAsync(start: new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await OverdueAsync(run);
        Assert.Equal("0", (await LostAsync(run)).TextAt("duration"));
        var stopped = await fixture.PostAsync(run + "/stop", new { end_time = "2026-03-02T09:30:00", exit_code = 1 });
        Assert.Equal(("1800", "False"), (stopped.TextAt("duration"), ((bool)stopped.At("lost")!).ToString()));
        Assert.Equal(["run.begun", "run.lost", "run.failure"], await KindsAsync(run));
    }

    /// <summary>Ten intervals, and no less than five minutes.</summary>
    [Theory]
    [InlineData(0.5, 300)]
    [InlineData(60.0, 600)]
    public async Task The_interval_tells_for_how_long_a_run_may_be_silent(double interval, int seconds)
    {
        var begun = await fixture.PostAsync("/api/v1/test", new { name = Some.Name(), interval });
        var left = await Database.FirstAsync($"SELECT lost_at - {Database.Sql.Now} FROM run WHERE id = $1", r => r.GetInt64(0), Ct, (long)begun.At("id")!);
        Assert.InRange(left / 1e6, seconds - 120, seconds);
    }

    [Fact]
    public async Task What_is_older_than_runs_are_kept_is_deleted()
    {
        var (old, young) = (await fixture.RanAsync(Some.Name(), 5), await fixture.RanAsync(Some.Name(), 5));
        await Database.WriteAsync(write => write.ExecuteAsync("UPDATE run SET ended_at = 1 WHERE id = $1", IdOf(old)), Ct);
        var rule = fixture.App.App.Services.GetServices<RetentionRule>().Single(r => r.Name == "runs");
        while (await Database.MaintainAsync(write => rule.Prune(write, DateTimeOffset.UtcNow.AddDays(-1)), Ct) > 0)
        {
        }

        Assert.Equal(404, (await fixture.GetAsync(old)).Status);
        Assert.Equal(200, (await fixture.GetAsync(young)).Status);
    }

    [Fact]
    public async Task In_the_activity_feed_it_is_for_those_who_may_see_it()
    {
        var run = await fixture.RanAsync(Some.Name(), 5);
        var rows = await Database.QueryAsync(
            "SELECT activity.visible_to, run.owner FROM activity, run WHERE module = 'runs' AND subject = $1 AND run.id = $2", r => (r.GetString(0), r.GetString(1)), Ct, run.Split('/')[^1], IdOf(run));
        Assert.Equal(2, rows.Count);
        Assert.All(rows, r => Assert.Equal(r.Item2, r.Item1));
    }

    private static long IdOf(string run) => long.Parse(run.Split('/')[^1], CultureInfo.InvariantCulture);

    private Task OverdueAsync(string run) => Database.WriteAsync(write => write.ExecuteAsync("UPDATE run SET lost_at = 1 WHERE id = $1", IdOf(run)), Ct);

    private async Task SampleAsync(string run, string timestamp) => Assert.Equal(201, (await fixture.PostAsync(run + "/usage", new { cpu_usage = 0.5, timestamp })).Status);

    private Task<Answer> LostAsync(string run) => Poll.ForAsync(
        async () => await fixture.GetAsync(run) is var answer && (bool)answer.At("lost")! ? answer : null, Patience, Ct);

    private Task<List<string>> KindsAsync(string run) => Database.QueryAsync(
        "SELECT kind FROM activity WHERE module = 'runs' AND subject = $1 ORDER BY id", r => r.GetString(0), Ct, run.Split('/')[^1]);
}
