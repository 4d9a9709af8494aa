using System.Text;
using Tracker.Server.Access;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Sources;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Tests.Releases.Polling;

/// <summary>Who is polled next, and that no host is asked twice at a time.</summary>
public sealed class PollRoundTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly SecretKey Seal = SecretKey.Load(new AccessOptions { SecretKey = "a key for tests alone, 32 characters" }, new StorageOptions());

    private readonly PollRound _round = new(Seal);

    [Fact]
    public void A_host_is_asked_one_thing_at_a_time_and_everybody_gets_a_turn()
    {
        for (var i = 1; i <= 20; i++) _round.Put(Tracker(i, $"https://git{i % 2}.example.org/a/b"), Start);
        var done = new HashSet<long>();
        for (var turn = 0; turn < 10; turn++)
        {
            var running = new List<PollTurn>();
            while (_round.Begin(Start) is { } next) running.Add(next);
            // One of each of the two hosts.
            Assert.Equal(2, running.Count);
            foreach (var one in running)
            {
                Assert.True(done.Add(one.Tracker.Id));
                _round.End(one, Polled(one.Tracker, Start), Start);
            }
        }

        Assert.Null(_round.Begin(Start));
        Assert.Equal(20, done.Count);
    }

    [Fact]
    public void After_an_interval_everybody_is_due_once_more_spread_over_it()
    {
        for (var i = 1; i <= 100; i++) _round.Put(Tracker(i, "https://git.example.org/a/b", Start), Start);
        var polls = new Dictionary<long, int>();
        for (var now = Start; now < Start.AddMinutes(20); now += TimeSpan.FromSeconds(1))
        {
            var atOnce = 0;
            while (_round.Begin(now) is { } turn)
            {
                polls[turn.Tracker.Id] = polls.GetValueOrDefault(turn.Tracker.Id) + 1;
                _round.End(turn, Polled(turn.Tracker, now), now);
                Assert.True(++atOnce <= 8);
            }
        }

        Assert.Equal(100, polls.Count);
        Assert.All(polls.Values, times => Assert.InRange(times, 3, 5));
    }

    [Fact]
    public void A_host_that_wants_no_more_requests_is_left_alone_and_others_are_not()
    {
        _round.Put(Tracker(1, "https://full.example.org/a/b"), Start);
        _round.Put(Tracker(2, "https://full.example.org/a/c"), Start);
        _round.Put(Tracker(3, "https://free.example.org/a/b"), Start);
        var first = _round.Begin(Start)!;
        var limited = new SourceProblem(SourceProblemKind.RateLimited, "enough", Start.AddMinutes(30));
        _round.End(first, new(new(limited, null, 1), null, first.Tracker with { LastPollAt = Start, Failures = 1, RetryAt = limited.RetryAt }), Start);
        Assert.Equal(3, _round.Begin(Start)!.Tracker.Id);
        Assert.Null(_round.Begin(Start.AddMinutes(29)));
        Assert.NotNull(_round.Begin(Start.AddMinutes(31)));
    }

    [Fact]
    public void Who_stands_in_line_is_held_up_neither_by_one_that_is_gone_nor_by_anothers_registry()
    {
        // All ask one git host; the second one's registry wants no requests, and another one is deleted while it waits.
        _round.Put(Tracker(99, "https://other.example.org/a/b", image: "down.example.org/a/b"), Start);
        var down = _round.Begin(Start)!;
        for (var i = 1; i <= 5; i++) _round.Put(Tracker(i, "https://git.example.org/a/b", image: i == 2 ? "down.example.org/a/b" : ""), Start);
        var first = _round.Begin(Start)!;
        Assert.Null(_round.Begin(Start));
        var limited = new SourceProblem(SourceProblemKind.RateLimited, "enough", Start.AddHours(1));
        _round.End(down, new(new(null, null, 0), new(limited, null, 1), down.Tracker with { LastPollAt = Start }), Start);
        var gone = first.Tracker.Id == 3 ? 4 : 3;
        _round.Keep(new long[] { 1, 2, 3, 4, 5, 99 }.Except([gone]).ToHashSet());
        _round.End(first, Polled(first.Tracker, Start), Start);
        var polled = new List<long>();
        while (_round.Begin(Start) is { } turn)
        {
            polled.Add(turn.Tracker.Id);
            _round.End(turn, Polled(turn.Tracker, Start), Start);
        }

        Assert.Equal(new long[] { 1, 3, 4, 5 }.Except([first.Tracker.Id, gone]), polled.Order());
    }

    [Fact]
    public void One_that_is_wanted_is_polled_before_its_turn_and_not_again_within_seconds()
    {
        var tracker = Tracker(1, "https://git.example.org/a/b", Start);
        _round.Put(tracker, Start);
        Assert.Null(_round.Begin(Start.AddSeconds(60)));
        _round.Put(tracker with { Wanted = 1 }, Start);
        Assert.Null(_round.Begin(Start.AddSeconds(9)));
        var turn = _round.Begin(Start.AddSeconds(10))!;
        // Told once more meanwhile.
        _round.Put(tracker with { Wanted = 2 }, Start.AddSeconds(10));
        Assert.Null(_round.Begin(Start.AddSeconds(60)));
        _round.End(turn, new(new(null, null, 0), null, turn.Tracker with { LastPollAt = Start.AddSeconds(11), Wanted = 2, WantedSeen = 1 }), Start.AddSeconds(11));
        Assert.Null(_round.Begin(Start.AddSeconds(20)));
        turn = _round.Begin(Start.AddSeconds(21))!;
        _round.End(turn, new(new(null, null, 0), null, turn.Tracker with { LastPollAt = Start.AddSeconds(21), WantedSeen = 2 }), Start.AddSeconds(21));
        Assert.Null(_round.Begin(Start.AddSeconds(60)));
    }

    [Fact]
    public void Who_is_called_from_a_line_whose_host_was_quicker_with_another_one_stays_first()
    {
        // A new one waits until the host has room for it; one that is known goes in the meantime, and is still at it then.
        for (var i = 1; i <= 3; i++) _round.Put(Tracker(i, "https://git.example.org/a/b"), Start);
        _round.Put(Tracker(9, "https://git.example.org/a/b", Start.AddHours(-1)), Start);
        PollTurn turn;
        while ((turn = _round.Begin(Start)!).Tracker.Id == 9) _round.End(turn, Polled(turn.Tracker, Start), Start);
        var side = new PolledSide(null, new(5_000, 4_500, Start.AddHours(1), TimeSpan.FromHours(1)), 1);
        _round.End(turn, new(side, null, turn.Tracker with { LastPollAt = Start }), Start);
        if (_round.Begin(Start) is { } known) _round.End(known, Polled(known.Tracker, Start), Start);
        Assert.Null(_round.Begin(Start));
        _round.Put(Tracker(10, "https://git.example.org/a/b", Start.AddHours(-1)), Start);
        known = _round.Begin(Start)!;
        Assert.Equal(10, known.Tracker.Id);
        Assert.Null(_round.Begin(Start.AddSeconds(5)));
        _round.End(known, Polled(known.Tracker, Start.AddSeconds(5)), Start.AddSeconds(5));
        Assert.NotNull(_round.Begin(Start.AddSeconds(5)));
    }

    /// <param name="areNew">Whether all wait for a host that spreads what it counts, or for one that is busy.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void However_many_are_due_a_poll_takes_a_few_of_them_in_hand(bool areNew)
    {
        const int Trackers = 5_000;
        const int Polls = 500;
        for (var id = 1; id <= Trackers; id++) _round.Put(Tracker(id, "https://git.example.org/a/b", areNew ? null : Start.AddHours(-1)), Start);
        var (now, left, last) = (Start, Trackers, Start);
        for (var polls = 0; polls < Polls;)
        {
            Assert.True(now < Start.AddHours(1), $"Only {polls} of {Polls} polls within an hour.");
            if (_round.Begin(now) is not { } turn)
            {
                now += TimeSpan.FromMilliseconds(100);
                continue;
            }

            polls++;
            var side = new PolledSide(null, new(Trackers, areNew ? --left : left, Start.AddHours(1), TimeSpan.FromHours(1)), areNew ? 1 : 0);
            _round.End(turn, new(side, null, turn.Tracker with { LastPollAt = now }), now);
            last = now;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{_round.Taken} taken for {Polls} polls of {Trackers} trackers, the last after {(last - Start).TotalMinutes:0} minutes");
        Assert.InRange(_round.Taken, Polls, Trackers + (8 * Polls));
    }

    [Fact]
    public void What_was_changed_or_deleted_meanwhile_is_seen()
    {
        var tracker = Tracker(1, "https://git.example.org/a/b");
        _round.Put(tracker, Start);
        Assert.Empty(_round.Unknown([new(1, 1, null)]));
        Assert.Equal([1, 2], _round.Unknown([new(1, 2, null), new(2, 1, null)]).Order());
        var turn = _round.Begin(Start)!;
        _round.Put(tracker with { Revision = 2 }, Start);
        // It is busy until its poll has ended, whatever was changed.
        Assert.Null(_round.Begin(Start));
        _round.End(turn, new(new(null, null, 1), null, tracker with { Revision = 2 }, IsKept: false), Start);
        turn = _round.Begin(Start)!;
        Assert.Equal(2, turn.Tracker.Revision);
        // Changed again before the round knows of it: it is not polled again and again as it was.
        _round.End(turn, new(new(null, null, 1), null, tracker with { Revision = 3, LastPollAt = Start }, IsKept: false), Start);
        Assert.Null(_round.Begin(Start.AddSeconds(100)));
        Assert.Empty(_round.Unknown([new(1, 3, null)]));
        turn = _round.Begin(Start.AddHours(1))!;
        Assert.Equal(3, turn.Tracker.Revision);
        _round.End(turn, new(new(null, null, 1), null, null, IsKept: false), Start.AddHours(1));
        Assert.Null(_round.Begin(Start.AddHours(2)));
        Assert.Equal([1], _round.Unknown([new(1, 3, null)]));
    }

    private static PollResult Polled(ReleaseTracker tracker, DateTimeOffset at) => new(new(null, null, 0), null, tracker with { LastPollAt = at });

    private static ReleaseTracker Tracker(long id, string repo, DateTimeOffset? lastPoll = null, string image = "")
    {
        var tracker = new ReleaseTracker
        {
            Id = id,
            Uuid = Guid.NewGuid(),
            Name = $"a.b{id}",
            Repo = repo,
            Interval = PollPlan.DefaultInterval,
            Revision = 1,
            LastPollAt = lastPoll,
            Requirements = image.Length > 0 ? new() { Image = image } : null,
        };
        return tracker with { Token = Seal.Protect(Encoding.UTF8.GetBytes("token"), tracker.Purpose("token")) };
    }
}
