using Tracker.Server.Releases.Polling;

namespace Tracker.Tests.Releases.Polling;

/// <summary>
/// Many trackers on one host with GitHub's rules, in fake time: one request at a time, 5,000 counted ones in each hour, and what
/// has not changed is not counted.
/// </summary>
internal sealed class PolledFleet(int trackers, double changing, Random random)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 59, 30, TimeSpan.Zero);
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    private const int Limit = 5_000;

    private readonly PriorityQueue<long, DateTimeOffset> _new = new();
    private readonly PriorityQueue<long, DateTimeOffset> _known = new();
    private readonly Dictionary<long, DateTimeOffset> _last = [];
    private PolledHost _host = new() { Trackers = trackers };

    public List<(long Id, DateTimeOffset At, bool Counted)> Polls { get; } = [];

    public int Refused { get; private set; }

    public DateTimeOffset Now { get; private set; } = Start;

    public IReadOnlyDictionary<long, DateTimeOffset> LastPolls => _last;

    public void Run(TimeSpan time)
    {
        if (_last.Count == 0) Add();
        var (window, used) = (Hour(Now), Limit - (_host.Budget?.Remaining ?? Limit));
        for (var end = Now + time; Now < end;)
        {
            if (Next() is not { } next) break;
            Now = next.At;
            if (Hour(Now) != window) (window, used) = (Hour(Now), 0);
            Poll(next.Queue.Dequeue(), ReferenceEquals(next.Queue, _new), window, ref used);
            Now += Latency;
        }
    }

    private void Add()
    {
        for (var id = 1; id <= trackers; id++)
        {
            _new.Enqueue(id, PollPlan.NextDue(new(id, PollPlan.DefaultInterval, null), [_host], Now));
        }
    }

    private (PriorityQueue<long, DateTimeOffset> Queue, DateTimeOffset At)? Next()
    {
        (PriorityQueue<long, DateTimeOffset> Queue, DateTimeOffset At)? next = null;
        foreach (var queue in new[] { _new, _known })
        {
            if (!queue.TryPeek(out _, out var due)) continue;
            var ready = PollPlan.HostReady(_host, queue == _new, Now);
            var at = due > ready ? due : ready;
            if (next is null || at < next.Value.At) next = (queue, at);
        }

        return next;
    }

    private void Poll(long id, bool isNew, DateTimeOffset window, ref int used)
    {
        var counted = isNew || random.NextDouble() < changing;
        if (counted && used == Limit) Refused++;
        else if (counted) used++;
        Polls.Add((id, Now, counted));
        _last[id] = Now;
        _host = _host with
        {
            ChargedPerPoll = isNew ? _host.ChargedPerPoll : _host.ChargedPerPoll + (((counted ? 1 : 0) - _host.ChargedPerPoll) / 1_000),
            Budget = new(Limit, Limit - used, window.AddHours(1), TimeSpan.FromHours(1)),
            LastCharge = counted ? Now : _host.LastCharge,
        };
        _known.Enqueue(id, PollPlan.NextDue(new(id, PollPlan.DefaultInterval, Now), [_host], Now));
    }

    private static DateTimeOffset Hour(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero);
}
