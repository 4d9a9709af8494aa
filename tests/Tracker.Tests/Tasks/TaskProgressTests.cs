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
