using System.Diagnostics;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Tasks;

public sealed class SqliteTaskScaleTests : TaskScaleSuite<TaskAppFixture>;

public sealed class PostgresTaskScaleTests : TaskScaleSuite<TaskPostgresFixture>;

/// <summary>Many tasks: what the time changes is noticed for each of them, once, and soon.</summary>
public abstract class TaskScaleSuite<T>
    where T : TaskAppFixture, new()
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_midnight_each_daily_task_is_judged_and_those_that_change_are_told_of_once()
    {
        await using var fixture = new T();
        await fixture.InitializeAsync();
        var (count, store, clock) = (LongRun.Scale(3_000, 100_000), fixture.App.Database, fixture.Clock);
        var midnight = new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);
        // The server's first look may come between the tasks and their days.
        await TaskFill.JudgedAsync(store, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).DayNumber);
        await TaskFill.DailyAsync(store, "daily", count, clock.GetUtcNow());
        await TaskFill.HourlyAsync(store, "hourly", 100, clock.GetUtcNow(), midnight, TimeSpan.Zero);
        // At the midnight to come, the day that is today will be yesterday.
        var day = DateOnly.FromDateTime(midnight.UtcDateTime).DayNumber;
        await TaskFill.DaysAsync(store, "daily", day, "task.id % 10 <> 0");
        var missed = await CountAsync(store, "SELECT count(*) FROM task WHERE name LIKE 'daily-%' AND id % 10 = 0");

        var meanwhile = await fixture.CreateAsync(new { name = "meanwhile" });
        using var done = new CancellationTokenSource();
        var longest = WriteMeanwhileAsync(fixture, meanwhile, done.Token);
        clock.Leap(midnight - clock.GetUtcNow());
        var watch = Stopwatch.StartNew();
        await Poll.UntilAsync(() => JudgedAsync(store, day), Patience, Ct, "every task was looked at");
        watch.Stop();
        await done.CancelAsync();

        Assert.Equal(missed, await CountAsync(store, "SELECT count(*) FROM task WHERE name LIKE 'daily-%' AND state = 3"));
        Assert.Equal(count - missed, await CountAsync(store, "SELECT count(*) FROM task WHERE name LIKE 'daily-%' AND state = 1"));
        Assert.Equal(100, await CountAsync(store, "SELECT count(*) FROM task WHERE name LIKE 'hourly-%' AND state = 2"));
        Assert.Equal((missed + 100, missed + 100), (
            await CountAsync(store, "SELECT count(*) FROM task_change"), await CountAsync(store, "SELECT count(DISTINCT task_id) FROM task_change")));
        Assert.Equal(missed + 100, await CountAsync(store, "SELECT count(*) FROM activity WHERE kind IN ('task.down', 'task.late')"));
        var report = (await fixture.PostAsync("/api/reports", new { })).At("tasks")!.AsArray().Select(t => (string)t!["name"]!).ToList();
        Assert.Equal(count + 101, report.Distinct().Count());
        Assert.Equal(report.Order(StringComparer.Ordinal), report);
        Tell($"{count:N0} daily tasks at midnight, {missed:N0} of them down: {watch.Elapsed.TotalSeconds:0.0} s; the slowest job noted meanwhile took {(await longest).TotalMilliseconds:0} ms");
    }

    [Fact(Explicit = true)]
    public async Task With_100_000_tasks_and_a_midnight_among_them_late_is_noticed_within_five_seconds()
    {
        await using var fixture = new T { RealTime = true };
        await fixture.InitializeAsync();
        var (store, today) = (fixture.App.Database, DateOnly.FromDateTime(DateTime.UtcNow).DayNumber);
        await TaskFill.JudgedAsync(store, today);
        await TaskFill.DailyAsync(store, "daily", 98_000, DateTimeOffset.UtcNow);
        await TaskFill.DaysAsync(store, "daily", today, "task.id % 10 <> 0");
        var begin = DateTimeOffset.UtcNow.AddSeconds(5);
        await TaskFill.HourlyAsync(store, "hourly", 2_000, DateTimeOffset.UtcNow, begin, TimeSpan.FromSeconds(10));
        Assert.True(DateTimeOffset.UtcNow < begin, "The tasks were there before the first deadline.");

        var midnight = begin.AddSeconds(2);
        await Task.Delay(midnight - DateTimeOffset.UtcNow, Ct);
        await TaskFill.JudgedAsync(store, today - 1);
        // What anyone can see at any time: nobody still passes for up five seconds after it was expected.
        await Poll.UntilAsync(
            async () =>
            {
                var now = DateTimeOffset.UtcNow;
                Assert.Equal(0, await CountAsync(store, "SELECT count(*) FROM task WHERE period IS NOT NULL AND state = 1 AND expected_at < $1", now.AddSeconds(-5)));
                return await CountAsync(store, "SELECT count(*) FROM task WHERE state = 2") == 2_000 && await JudgedAsync(store, today);
            },
            Patience, Ct, "2,000 tasks are late and the daily ones are judged");

        Assert.Equal((2_000, 9_800), (await ChangesAsync(2), await ChangesAsync(3)));
        var late = await CountAsync(store, "SELECT max(c.at - t.expected_at) FROM task_change AS c JOIN task AS t ON t.id = c.task_id WHERE c.to_state = 2") / 1e6;
        var down = (await CountAsync(store, "SELECT max(at) FROM task_change WHERE to_state = 3") - Instant.ToMicroseconds(midnight)) / 1e6;
        Tell($"2,000 tasks late within {late:0.00} s of their deadlines, 9,800 of 98,000 daily ones down within {down:0.00} s of midnight");
        Assert.InRange(late, 0, 5);

        Task<long> ChangesAsync(int to) => CountAsync(store, "SELECT count(*) FROM task_change WHERE to_state = $1", to);
    }

    /// <summary>The longest that a caller waited.</summary>
    private static async Task<TimeSpan> WriteMeanwhileAsync(T fixture, long id, CancellationToken done)
    {
        var longest = TimeSpan.Zero;
        while (!done.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            Assert.Equal(201, (await fixture.PostAsync($"/api/tasks/{id}/jobs")).Status);
            var took = Stopwatch.GetElapsedTime(began);
            if (took > longest) longest = took;
        }
        return longest;
    }

    private static async Task<bool> JudgedAsync(IDatabase store, int day) => await CountAsync(store, "SELECT day FROM task_zone WHERE timezone = 'UTC'") == day;

    private static Task<long> CountAsync(IDatabase store, string sql, params SqlValue[] values) => store.FirstAsync(sql, r => r.GetInt64(0), Ct, values);

    private static void Tell(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
