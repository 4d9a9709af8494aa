using FsCheck;
using FsCheck.Fluent;
using Tracker.Server.Releases.Polling;

namespace Tracker.Tests.Releases.Polling;

public sealed class PollPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Five = PollPlan.DefaultInterval;

    [Fact]
    public void Ten_thousand_trackers_stay_within_five_thousand_requests_an_hour()
    {
        var fleet = new PolledFleet(10_000, changing: 0.01, new Random(7));
        fleet.Run(TimeSpan.FromHours(5));
        Assert.Equal(0, fleet.Refused);
        Assert.All(fleet.Polls.Where(p => p.Counted).CountBy(p => p.At.Hour), hour => Assert.InRange(hour.Value, 1, 5_000));

        // The first three hours read each for the first time; then all are polled every five minutes.
        Assert.Equal(10_000, fleet.LastPolls.Count);
        Assert.All(fleet.LastPolls, last => Assert.InRange(fleet.Now - last.Value, TimeSpan.Zero, TimeSpan.FromMinutes(8)));
        var settled = fleet.Polls.Where(p => p.At > fleet.Now.AddHours(-1)).ToList();
        Assert.InRange(settled.Count, 114_000, 126_000);
        Assert.All(settled.CountBy(p => p.At.Ticks / TimeSpan.FromSeconds(10).Ticks).Skip(1).SkipLast(1), ten => Assert.InRange(ten.Value, 240, 430));
    }

    [Fact]
    public void A_budget_that_changes_eat_up_stretches_the_interval_and_nobody_starves()
    {
        var fleet = new PolledFleet(2_000, changing: 1, new Random(8));
        fleet.Run(TimeSpan.FromHours(4));
        Assert.Equal(0, fleet.Refused);
        Assert.Equal(2_000, fleet.LastPolls.Count);
        // 2,000 trackers share 4,500 requests an hour: each has one in 27 minutes.
        Assert.All(fleet.LastPolls, last => Assert.InRange(fleet.Now - last.Value, TimeSpan.Zero, TimeSpan.FromMinutes(45)));
        Assert.InRange(fleet.Polls.Count(p => p.At > fleet.Now.AddHours(-1)), 3_800, 5_000);
    }

    [Fact]
    public void A_tracker_is_polled_once_in_every_interval() => ForAny(random =>
    {
        var interval = TimeSpan.FromSeconds(random.Next(10, 10_000));
        var tracker = new PolledTracker(random.NextInt64(), interval, Noon.AddSeconds(random.NextDouble() * 10_000));
        for (var i = 0; i < 20; i++)
        {
            var due = PollPlan.NextDue(tracker, [], tracker.LastPoll!.Value);
            Assert.InRange(due - tracker.LastPoll!.Value, interval * 0.5, interval * 1.61);
            Assert.Equal(due, PollPlan.NextDue(tracker, [], tracker.LastPoll!.Value.AddSeconds(random.Next(100))));
            tracker = tracker with { LastPoll = due.AddSeconds(random.NextDouble()) };
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000_007)]
    public void Trackers_are_spread_evenly_whatever_their_ids_are(long step)
    {
        var due = Enumerable.Range(1, 10_000).Select(i => PollPlan.NextDue(new(i * step, Five, Noon), [], Noon));
        Assert.All(due.CountBy(d => (d - Noon.AddMinutes(2.5)).Ticks * 100 / Five.Ticks).Where(b => b.Key is > 10 and < 90), slot => Assert.InRange(slot.Value, 60, 145));
    }

    [Fact]
    public void A_new_tracker_is_due_at_once() => Assert.Equal(Noon, PollPlan.NextDue(new(1, Five, null), [], Noon));

    [Fact]
    public void Failures_double_the_interval_up_to_an_hour()
    {
        foreach (var (failures, minutes) in new[] { (1, 10), (2, 20), (3, 40), (4, 60), (5, 60), (1_000_000, 60) })
        {
            var wait = PollPlan.NextDue(new(3, Five, Noon, failures), [], Noon) - Noon;
            Assert.InRange(wait, TimeSpan.FromMinutes(minutes * 0.5), TimeSpan.FromMinutes(minutes * 1.61));
        }

        var daily = TimeSpan.FromDays(1);
        Assert.InRange(PollPlan.NextDue(new(3, daily, Noon, 5), [], Noon) - Noon, daily * 0.5, daily * 1.61);
        Assert.Equal(Noon.AddHours(9), PollPlan.NextDue(new(3, Five, Noon, 1, Noon.AddHours(9)), [], Noon));
    }

    [Fact]
    public void The_slowest_host_sets_the_interval()
    {
        var github = new PolledHost { Trackers = 10_000, ChargedPerPoll = 0.01, Budget = new(5_000, 4_000, Noon.AddMinutes(10), TimeSpan.FromHours(1)) };
        var hub = new PolledHost { Trackers = 50, ChargedPerPoll = 1, Budget = new(100, 90, Noon.AddHours(5), TimeSpan.FromHours(6)) };
        Assert.Equal(Five, PollPlan.Interval(new(1, Five, null), [github, new PolledHost { Trackers = 1_000_000, ChargedPerPoll = 3 }]));
        // 50 requests an interval, of 90 in six hours: 200 minutes.
        Assert.InRange(PollPlan.Interval(new(1, Five, null), [github, hub]).TotalMinutes, 200, 202.5);
        Assert.Equal(PollPlan.Interval(new(1, Five, null), [hub with { ChargedPerPoll = 1.001 }]), PollPlan.Interval(new(1, Five, null), [hub with { ChargedPerPoll = 1.009 }]));
        Assert.Equal(PollPlan.MaxStretched, PollPlan.Interval(new(1, Five, null), [hub with { Trackers = int.MaxValue, ChargedPerPoll = 1e300 }]));
    }

    [Fact]
    public void A_host_that_fails_is_left_alone_longer_each_time()
    {
        foreach (var (failures, seconds) in new[] { (1, 15), (2, 30), (3, 60), (8, 1_800), (1_000, 1_800) })
        {
            Assert.Equal(Noon.AddSeconds(seconds), PollPlan.HostReady(new() { Failures = failures, LastFailure = Noon }, false, Noon));
        }

        Assert.Equal(Noon.AddHours(2), PollPlan.HostReady(new() { Failures = 1, LastFailure = Noon, RetryAt = Noon.AddHours(2) }, false, Noon));
        Assert.Equal(Noon, PollPlan.HostReady(new() { Failures = 1, LastFailure = Noon.AddHours(-1), RetryAt = Noon.AddHours(-1) }, false, Noon));
    }

    [Fact]
    public void A_budget_is_spread_over_its_window_and_never_used_up()
    {
        PolledHost Left(int remaining, DateTimeOffset resetAt) => new() { Budget = new(1_000, remaining, resetAt, TimeSpan.FromHours(1)), LastCharge = Noon };
        Assert.Equal(Noon.AddSeconds(6), PollPlan.HostReady(Left(400, Noon.AddMinutes(30)), isCharged: true, Noon));
        Assert.Equal(Noon, PollPlan.HostReady(Left(400, Noon.AddMinutes(30)), isCharged: false, Noon));
        Assert.Equal(Noon.AddMinutes(30), PollPlan.HostReady(Left(100, Noon.AddMinutes(30)), isCharged: true, Noon));
        Assert.Equal(Noon, PollPlan.HostReady(Left(100, Noon.AddMinutes(30)), isCharged: false, Noon));
        Assert.Equal(Noon.AddMinutes(30), PollPlan.HostReady(Left(50, Noon.AddMinutes(30)), isCharged: false, Noon));
        Assert.Equal(Noon.AddSeconds(4), PollPlan.HostReady(Left(0, Noon), isCharged: true, Noon));
    }

    private static void ForAny(Action<Random> holds) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => holds(new Random(seed))));
}
