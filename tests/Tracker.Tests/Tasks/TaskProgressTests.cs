using System.Globalization;
using Tracker.Server.Tasks;

namespace Tracker.Tests.Tasks;

/// <summary>How the state of a task with a schedule follows from its runs and the time.</summary>
public sealed class TaskProgressTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly ScheduledTask Hourly = new() { Period = TimeSpan.FromHours(1), Grace = TimeSpan.FromMinutes(10) };
    private static readonly ScheduledTask Nightly = new() { Cron = "0 2 * * *", Grace = TimeSpan.FromMinutes(30) };

    [Fact]
    public void A_new_task_waits_for_its_first_run()
    {
        var task = TaskProgress.Settle(Hourly, Start.AddYears(1));
        Assert.Equal((TaskState.New, null), (task.State, task.NextDeadline));
    }

    [Theory]
    [InlineData(59, TaskState.Up, 60)]
    [InlineData(60, TaskState.Late, 70)]
    [InlineData(69, TaskState.Late, 70)]
    [InlineData(70, TaskState.Down, null)]
    public void After_its_period_it_is_late_and_after_its_grace_down(int minutes, TaskState state, int? deadline)
    {
        var task = At(Ran(Hourly, Start), Start.AddMinutes(minutes));
        Assert.Equal((state, deadline is { } m ? Start.AddMinutes(m) : null), (task.State, task.NextDeadline));
    }

    [Fact]
    public void A_run_brings_it_up_again()
    {
        var down = At(Ran(Hourly, Start), Start.AddHours(5));
        Assert.Equal((TaskState.Up, Start.AddHours(6)), (Ran(down, Start.AddHours(5)).State, Ran(down, Start.AddHours(5)).ExpectedAt));
    }

    [Fact]
    public void A_late_run_is_never_credited_to_the_next_time()
    {
        var first = Ran(Nightly, Start.AddHours(1));
        Assert.Equal(Start.AddHours(25), first.ExpectedAt);
        // A minute before the third night: it stands for the second one.
        Assert.Equal(Start.AddHours(49), Ran(first, Start.AddHours(49).AddMinutes(-1)).ExpectedAt);
    }

    [Fact]
    public void A_run_is_credited_to_the_time_at_which_it_began()
    {
        var begun = TaskProgress.Started(Ran(Nightly, Start.AddHours(1)), Start.AddHours(25), null);
        var ended = At(TaskProgress.Succeeded(begun, Start.AddHours(50), null), Start.AddHours(50));
        Assert.Equal((TaskState.Down, Start.AddHours(49)), (ended.State, ended.ExpectedAt));
        Assert.Equal(TimeSpan.FromHours(25), ended.LastDuration);
    }

    [Fact]
    public void A_start_without_an_end_is_a_failure()
    {
        var task = TaskProgress.Started(Ran(Hourly, Start) with { MaxRun = TimeSpan.FromMinutes(20) }, Start.AddMinutes(65), null);
        Assert.Equal((TaskState.Up, Start.AddMinutes(85)), (At(task, Start.AddMinutes(84)).State, At(task, Start.AddMinutes(84)).NextDeadline));
        Assert.Equal("It started and did not end within 20m", At(task, Start.AddMinutes(85)).Why);
        Assert.Equal(TaskState.Down, At(task, Start.AddMinutes(85)).State);
    }

    [Theory]
    // Expected on the 3rd at 02:00. Runs count for the last time that has come, or the next one if they begin within 15 minutes of it.
    [InlineData("2026-03-03T02:00:00", "2026-03-04T02:00:00", "It ran")]
    [InlineData("2026-03-03T01:45:00", "2026-03-04T02:00:00", "It ran")]
    [InlineData("2026-03-03T01:44:59", "2026-03-03T02:00:00", "It ran")]
    [InlineData("2026-03-03T23:00:00", "2026-03-04T02:00:00", "It ran")]
    [InlineData("2026-03-04T01:44:00", "2026-03-04T02:00:00", "It ran")]
    [InlineData("2026-03-04T01:46:00", "2026-03-05T02:00:00", "It ran; 1 run was missed")]
    [InlineData("2026-03-06T02:10:00", "2026-03-07T02:00:00", "It ran; 3 runs were missed")]
    public void A_run_is_credited_to_its_own_time(string at, string next, string why)
    {
        var task = Ran(Nightly with { Early = TimeSpan.FromMinutes(15) }, Start.AddHours(1));
        var began = DateTimeOffset.Parse(at + "Z", CultureInfo.InvariantCulture);
        var ran = TaskProgress.Succeeded(task, began, null);
        Assert.Equal((DateTimeOffset.Parse(next + "Z", CultureInfo.InvariantCulture), why), (ran.ExpectedAt, ran.Why));
    }

    [Fact]
    public void A_clock_that_is_a_little_fast_is_put_up_with()
    {
        var task = Ran(Nightly, Start.AddHours(1));
        Assert.Equal(Start.AddHours(49), Ran(task, Start.AddHours(25).AddSeconds(-2)).ExpectedAt);
        Assert.Equal(Start.AddHours(25), Ran(task, Start.AddHours(25).AddSeconds(-6)).ExpectedAt);
    }

    [Theory]
    [InlineData("F", 1, 1, TaskState.Down)]
    [InlineData("F", 2, 3, TaskState.Up)]
    [InlineData("FF", 2, 3, TaskState.Down)]
    [InlineData("FSF", 2, 3, TaskState.Down)]
    [InlineData("FSSF", 2, 3, TaskState.Up)]
    [InlineData("FFS", 2, 3, TaskState.Down)]
    [InlineData("FFSS", 2, 3, TaskState.Up)]
    [InlineData("SSSFFF", 4, 60, TaskState.Up)]
    [InlineData("FSFSFSF", 4, 60, TaskState.Down)]
    public void It_is_down_when_so_many_of_its_last_runs_failed(string runs, int failures, int of, TaskState state)
    {
        var task = Hourly with { Failures = failures, OutOf = of };
        var at = Start;
        foreach (var run in runs)
        {
            task = At(run == 'S' ? TaskProgress.Succeeded(task, at, null) : TaskProgress.Failed(task, at, null, "It broke"), at);
            at = at.AddHours(1);
        }

        Assert.Equal(state, task.State);
        Assert.Equal(of > 1 && (runs[^1] == 'F' || state == TaskState.Down), task.Why.Contains("runs failed", StringComparison.Ordinal));
        // A failed run is a run: the next one is expected a period later, and silence is told of at once.
        Assert.Equal(at, task.ExpectedAt);
        Assert.Equal(TaskState.Down, At(task, at.AddMinutes(10)).State);
    }

    [Fact]
    public void Runs_without_an_end_count_as_failed()
    {
        var task = Ran(Hourly with { Failures = 2, OutOf = 2 }, Start);
        task = At(TaskProgress.Started(task, Start.AddHours(1), null), Start.AddMinutes(71));
        Assert.Equal((TaskState.Up, "It started and did not end within 10m; 1 of the last 2 runs failed, 2 make it down"), (task.State, task.Why));
        task = At(TaskProgress.Started(task, Start.AddHours(2), null), Start.AddMinutes(131));
        Assert.Equal(TaskState.Down, task.State);
    }

    [Fact]
    public void A_start_that_never_ended_is_not_paired_with_a_later_run_though_the_task_was_down()
    {
        var down = At(TaskProgress.Failed(Ran(Hourly, Start), Start.AddMinutes(30), null, "It broke"), Start.AddMinutes(30));
        var begun = At(TaskProgress.Started(down, Start.AddMinutes(40), null), Start.AddMinutes(40));
        Assert.Equal((TaskState.Down, Start.AddMinutes(50)), (begun.State, begun.NextDeadline));
        Assert.Null(Ran(At(begun, Start.AddMinutes(50)), Start.AddHours(5)).LastDuration);
    }

    [Theory]
    [InlineData(24, 0)]
    [InlineData(25, 0)]
    [InlineData(26, 1)]
    [InlineData(49, 1)]
    [InlineData(50, 2)]
    [InlineData(24 * 10, 9)]
    [InlineData(24 * 3000, TaskSlots.Most)]
    public void Times_that_went_by_are_counted(int hours, int missed)
    {
        Assert.Equal(missed, TaskSlots.Missed(At(Ran(Nightly, Start.AddHours(1)), Start.AddHours(hours)), Start.AddHours(hours)));
        var periodic = Nightly with { Cron = null, Period = TimeSpan.FromDays(1) };
        Assert.Equal(missed, TaskSlots.Missed(At(Ran(periodic, Start.AddHours(1)), Start.AddHours(hours)), Start.AddHours(hours)));
    }

    [Fact]
    public void What_failed_was_not_missed()
    {
        var failed = TaskProgress.Failed(Ran(Hourly, Start), Start.AddHours(1), null, "It broke");
        Assert.Equal(0, TaskSlots.Missed(failed, Start.AddMinutes(125)));
        Assert.Equal(1, TaskSlots.Missed(failed, Start.AddMinutes(130)));
    }

    [Fact]
    public void A_snooze_ends_by_itself()
    {
        var snoozed = At(TaskProgress.Snoozed(Ran(Hourly, Start), Start.AddHours(3)), Start);
        Assert.Equal(Start.AddHours(1), snoozed.NextDeadline);
        var down = At(snoozed, Start.AddHours(2));
        Assert.Equal((TaskState.Down, Start.AddHours(3)), (down.State, down.NextDeadline));
        Assert.Equal((null, null), (At(down, Start.AddHours(3)).SnoozedUntil, At(down, Start.AddHours(3)).NextDeadline));
    }

    [Fact]
    public void An_end_belongs_to_the_start_with_its_id()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        var task = TaskProgress.Started(Ran(Hourly, Start), Start.AddMinutes(30), one);
        Assert.Equal(Start.AddMinutes(30), TaskProgress.Succeeded(task, Start.AddMinutes(31), other).StartedAt);
        Assert.Null(TaskProgress.Succeeded(task, Start.AddMinutes(31), other).LastDuration);
        Assert.Equal(TimeSpan.FromMinutes(1), TaskProgress.Succeeded(task, Start.AddMinutes(31), one).LastDuration);
    }

    [Theory, InlineData(39, true), InlineData(50, false), InlineData(60, false)]
    public void A_run_long_before_its_time_is_early(int minutes, bool early) => Assert.Equal(
        early, TaskProgress.IsEarly(Ran(Hourly with { Early = TimeSpan.FromMinutes(15) }, Start), Start.AddMinutes(minutes)));

    [Fact]
    public void A_pause_ends_by_itself_and_what_was_missed_is_forgotten()
    {
        var paused = TaskProgress.Paused(Ran(Hourly, Start), Start.AddDays(1));
        Assert.Equal((TaskState.Paused, Start.AddDays(1)), (At(paused, Start.AddHours(20)).State, At(paused, Start.AddHours(20)).NextDeadline));
        var resumed = At(paused, Start.AddDays(1));
        Assert.Equal((TaskState.New, Start.AddDays(1).AddHours(1)), (resumed.State, resumed.ExpectedAt));
        Assert.Equal(TaskState.Down, At(resumed, Start.AddDays(2)).State);
        Assert.Equal(TaskState.Paused, At(TaskProgress.Paused(Ran(Hourly, Start), null), Start.AddYears(1)).State);
    }

    [Fact]
    public void What_may_have_run_while_Tracker_did_not_is_unknown_and_not_down()
    {
        var (from, to) = (Start.AddMinutes(50), Start.AddHours(8));
        var task = TaskProgress.Settle(Ran(Hourly, Start), to, gap: new(from, to));
        Assert.Equal((TaskState.Unknown, to.AddHours(1)), (task.State, task.ExpectedAt));
        Assert.Equal(TaskState.Down, TaskProgress.Settle(task, to.AddHours(2), gap: new(from, to)).State);
        Assert.Equal(TaskState.Down, TaskProgress.Settle(Ran(Hourly, Start), to, gap: new(Start.AddHours(3), to)).State);
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90m", 5400)]
    [InlineData("1h 30m", 5400)]
    [InlineData("1d12h", 129_600)]
    [InlineData("2w", 1_209_600)]
    public void A_duration_is_seconds_or_text(string text, int seconds)
    {
        Assert.True(TaskDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory, InlineData(""), InlineData("-1"), InlineData("1y"), InlineData("soon"), InlineData("401d"), InlineData("1.5h")]
    public void Other_texts_are_no_duration(string text) => Assert.False(TaskDuration.TryParse(text, out _));

    private static ScheduledTask Ran(ScheduledTask task, DateTimeOffset at) => At(TaskProgress.Succeeded(task, at, null), at);

    private static ScheduledTask At(ScheduledTask task, DateTimeOffset now) => TaskProgress.Settle(task, now);
}
