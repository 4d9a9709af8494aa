using Tracker.Server.Tasks;

namespace Tracker.Tests.Tasks;

/// <summary>What people are told of a task whose alerts are held back for a while.</summary>
public sealed class TaskTellingTests
{
    /// <summary>
    /// One letter a moment: the state (u)p, (l)ate or (d)own, in capitals while it is muted. What is told is written below it.
    /// </summary>
    [Theory]
    [InlineData("ulddu", " ld u")]
    [InlineData("uLDDDdd", "     d ")]
    [InlineData("uLDUu", "     ")]
    [InlineData("uLDu", "    ")]
    [InlineData("udDUu", " d  u")]
    [InlineData("udDUd", " d  d")]
    [InlineData("uDUDUDd", "      d")]
    [InlineData("uLd", "  d")]
    [InlineData("uLl", "  l")]
    public void It_is_told_once_and_afterwards(string moments, string told)
    {
        var task = new ScheduledTask { State = TaskState.Up, ToldState = TaskState.Up };
        var said = "";
        foreach (var moment in moments)
        {
            var state = char.ToLowerInvariant(moment) switch { 'u' => TaskState.Up, 'l' => TaskState.Late, _ => TaskState.Down };
            (task, var tell) = TaskTelling.Decide(task, task with { State = state }, char.IsUpper(moment));
            said += tell ? char.ToLowerInvariant(moment) : ' ';
        }

        Assert.Equal(told, said);
    }

    [Fact]
    public void Who_snoozes_an_outage_is_reminded_of_it_once()
    {
        var down = new ScheduledTask { State = TaskState.Down, ToldState = TaskState.Down };
        var snoozed = TaskProgress.Snoozed(down, DateTimeOffset.UnixEpoch);
        Assert.False(TaskTelling.Decide(snoozed, snoozed, true).Tell);
        var (after, tell) = TaskTelling.Decide(snoozed, snoozed, false);
        Assert.True(tell);
        Assert.False(TaskTelling.Decide(after, after, false).Tell);
    }
}
