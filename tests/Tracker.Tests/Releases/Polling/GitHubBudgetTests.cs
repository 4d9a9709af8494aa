using System.Text;
using Tracker.Server.Access;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Sources;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Tests.Releases.Polling;

/// <summary>The round itself, over hours of a turned clock, against a host that counts as GitHub does.</summary>
public sealed class GitHubBudgetTests
{
    private const int Trackers = 10_000;
    private const int Budget = 5_000;
    private const int Registries = 20;

    /// <summary>What reading a file for the first time, or a changed one, costs: its content and its commit.</summary>
    private const int ChangedCosts = 2;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 59, 30, TimeSpan.Zero);
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);
    private static readonly SecretKey Seal = SecretKey.Load(new AccessOptions { SecretKey = "a key for tests alone, 32 characters" }, new StorageOptions());

    private readonly PollRound _round = new(Seal);
    private readonly Random _random = new(7);
    private readonly List<(DateTimeOffset At, long Id, int Counted)> _polls = [];
    private DateTimeOffset _hour;
    private int _used;
    private int _refused;

    /// <param name="hours">How long they are followed.</param>
    /// <param name="areNew">Whether all of them have to be read for the first time, which takes more than four hours.</param>
    [Theory(Explicit = true)]
    [InlineData(8, true)]
    [InlineData(2, false)]
    public void Ten_thousand_trackers_of_one_token_are_polled_within_its_five_thousand_requests_an_hour(int hours, bool areNew)
    {
        for (var id = 1; id <= Trackers; id++) _round.Put(Tracker(id) with { LastPollAt = areNew ? null : Start, Requirements = areNew ? null : RequirementsOf(id) }, Start);
        for (var now = Start; now < Start.AddHours(hours);)
        {
            if (_round.Begin(now) is not { } turn)
            {
                now += TimeSpan.FromMilliseconds(100);
                continue;
            }

            // While one is polled, no other one that asks the same host is.
            if (_random.Next(1_000) == 0) Assert.Null(_round.Begin(now));
            var result = Poll(turn.Tracker, now);
            now += Latency;
            _round.End(turn, result, now);
        }

        Assert.Equal(0, _refused);
        var byHour = _polls.GroupBy(p => (int)(p.At - Start).TotalHours).OrderBy(h => h.Key).ToList();
        foreach (var hour in byHour) TestContext.Current.TestOutputHelper?.WriteLine($"hour {hour.Key + 1}: {hour.Count()} polls, {hour.Sum(p => p.Counted)} requests counted");
        Assert.All(_polls.GroupBy(p => p.At.Hour), hour => Assert.InRange(hour.Sum(p => p.Counted), 0, Budget));
        Assert.Equal(Trackers, _polls.Select(p => p.Id).Distinct().Count());

        var last = _polls.Where(p => p.At > Start.AddHours(hours - 1)).ToList();
        var tens = last.CountBy(p => p.At.Ticks / TimeSpan.FromSeconds(10).Ticks).Skip(1).SkipLast(1).Select(t => t.Value).Order().ToList();
        var gaps = last.GroupBy(p => p.Id).SelectMany(p => p.Zip(p.Skip(1), (a, b) => b.At - a.At)).Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"last hour: {tens[0]} to {tens[^1]} polls in ten seconds; a tracker's polls are {gaps[0].TotalSeconds:0} to {gaps[^1].TotalSeconds:0} s apart");
        Assert.Equal(Trackers, last.Select(p => p.Id).Distinct().Count());
        Assert.InRange(gaps[^1], TimeSpan.Zero, TimeSpan.FromMinutes(8.5));
        Assert.InRange(tens[0], 240, 430);
        Assert.InRange(tens[^1], 240, 430);
    }

    private PollResult Poll(ReleaseTracker tracker, DateTimeOffset now)
    {
        if (now.Hour != _hour.Hour) (_hour, _used) = (now, 0);
        var counted = tracker.LastPollAt is null || _random.NextDouble() < 0.005 ? ChangedCosts : 0;
        var resetAt = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(1);
        SourceProblem? problem = null;
        if (_used + counted > Budget)
        {
            _refused++;
            problem = new(SourceProblemKind.RateLimited, "enough", resetAt);
        }
        else
        {
            _used += counted;
        }

        _polls.Add((now, tracker.Id, counted));
        var git = new PolledSide(problem, new(Budget, Budget - _used, resetAt, TimeSpan.FromHours(1)), counted);
        return new(git, new(null, null, 1), tracker with { LastPollAt = now, Requirements = tracker.Requirements ?? RequirementsOf(tracker.Id) });
    }

    private static TrackedRequirements RequirementsOf(long id) => new() { Id = id, Image = $"registry{id % Registries}.example.org/team/app" };

    private static ReleaseTracker Tracker(long id)
    {
        var tracker = new ReleaseTracker { Id = id, Uuid = new Guid((int)id, 0, 0, new byte[8]), Name = $"a.b{id}", Repo = $"shop/app{id}", Interval = PollPlan.DefaultInterval, Revision = 1 };
        return tracker with { Token = Seal.Protect(Encoding.UTF8.GetBytes("token"), tracker.Purpose("token")) };
    }
}
