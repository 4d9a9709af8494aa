using Tracker.Testing;

namespace Tracker.Tests.Harness;

public sealed class FakeClockTests
{
    [Fact]
    public void It_stands_still_until_moved()
    {
        var clock = new FakeClock();
        var before = clock.GetUtcNow();
        var stamp = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(before + TimeSpan.FromSeconds(90), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void Timers_fire_in_order_and_see_their_own_time()
    {
        var clock = new FakeClock();
        var start = clock.GetUtcNow();
        var fired = new List<(string Timer, double At)>();
        void Note(object? name) => fired.Add(((string)name!, (clock.GetUtcNow() - start).TotalSeconds));
        using var every = clock.CreateTimer(Note, "every", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        using var once = clock.CreateTimer(Note, "once", TimeSpan.FromSeconds(15), Timeout.InfiniteTimeSpan);
        using var never = clock.CreateTimer(Note, "never", Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([("every", 10), ("once", 15), ("every", 20), ("every", 30)], fired);
    }

    [Fact]
    public void After_a_leap_it_is_later_for_each_timer_and_it_fires_once()
    {
        var clock = new FakeClock();
        var start = clock.GetUtcNow();
        var fired = new List<(string Timer, double At)>();
        void Note(object? name) => fired.Add(((string)name!, (clock.GetUtcNow() - start).TotalSeconds));
        using var every = clock.CreateTimer(Note, "every", TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(10));
        using var once = clock.CreateTimer(Note, "once", TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var later = clock.CreateTimer(Note, "later", TimeSpan.FromDays(2), Timeout.InfiniteTimeSpan);

        clock.Leap(TimeSpan.FromDays(1));
        Assert.Equal([("once", 86_400), ("every", 86_400)], fired);
        fired.Clear();
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([("every", 86_407), ("every", 86_417)], fired);
    }

    [Fact]
    public async Task Waiting_code_runs_when_its_time_has_come()
    {
        var clock = new FakeClock();
        var delay = Task.Delay(TimeSpan.FromHours(1), clock);

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
    }
}
