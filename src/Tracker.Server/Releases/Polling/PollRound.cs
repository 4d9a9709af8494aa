using System.Security.Cryptography;
using System.Text;
using Tracker.Server.Access;
using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Registries;
using Tracker.Server.Releases.Trackers;

namespace Tracker.Server.Releases.Polling;

/// <summary>
/// The trackers in the order in which they are due, and the hosts that their polls ask: one request at a time each. Who waits for a
/// busy host stands in its line. Safe to use from several threads.
/// </summary>
internal sealed class PollRound(SecretKey seal)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Scheduled> _trackers = [];
    private readonly Dictionary<string, Host> _hosts = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Scheduled, DateTimeOffset> _due = new();

    /// <summary>How often a tracker was taken from those that are due, to be begun or to wait.</summary>
    public long Taken { get; private set; }

    /// <summary>Those of which the store has another state than the round.</summary>
    public List<long> Unknown(IEnumerable<TrackerMark> marks)
    {
        lock (_gate) return [.. marks.Where(m => !_trackers.TryGetValue(m.Id, out var known) || known.Mark != m).Select(m => m.Id)];
    }

    /// <summary>Forgets trackers that are not among these any more.</summary>
    public void Keep(IReadOnlySet<long> ids)
    {
        lock (_gate)
        {
            foreach (var gone in _trackers.Keys.Where(id => !ids.Contains(id)).ToList()) Remove(_trackers[gone]);
            // A token that was replaced has no trackers any more.
            foreach (var (name, _) in _hosts.Where(h => h.Value is { Trackers: 0, IsBusy: false }).ToList()) _hosts.Remove(name);
        }
    }

    /// <summary>Takes a tracker in, or its new state.</summary>
    public void Put(ReleaseTracker tracker, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_trackers.TryGetValue(tracker.Id, out var before)) Remove(before);
            var one = new Scheduled(tracker, [.. HostsOf(tracker).Select(HostOf)]) { IsBusy = before?.IsBusy ?? false };
            foreach (var host in one.Hosts) host.Tally.Count(++host.Trackers);
            _trackers[tracker.Id] = one;
            if (!one.IsBusy) Enqueue(one, now);
        }
    }

    /// <summary>The tracker that is due and whose hosts may be asked; null when there is none now. Its hosts are busy until it is ended.</summary>
    public PollTurn? Begin(DateTimeOffset now)
    {
        lock (_gate)
        {
            while (_due.TryPeek(out var one, out var at) && at <= now)
            {
                _due.Dequeue();
                Taken++;
                var line = one.CalledFrom;
                if (line is not null) (one.CalledFrom, line.Called) = (null, null);
                if (!one.IsRemoved)
                {
                    if (DueOf(one, now) is var due && due > now) _due.Enqueue(one, due);
                    else if (one.Hosts.FirstOrDefault(h => h.IsBusy || h.ReadyAt(one.IsNew, now) > now) is { } host) Wait(one, host, line, now);
                    else return Start(one);
                }

                // It was called from the line of a host, and waits for its other one: whoever is behind it is not held up by that.
                if (line is not null) CallNext(line, now);
            }

            return null;
        }
    }

    /// <param name="result">Null when the poll failed by a fault of our own.</param>
    public void End(PollTurn turn, PollResult? result, DateTimeOffset now)
    {
        lock (_gate)
        {
            var wasNew = turn.Tracker.LastPollAt is null;
            foreach (var (host, side) in turn.Hosts.Zip([result?.Git, result?.Registry]))
            {
                if (side is not null) host.Tally.Take(side, wasNew, now);
                host.IsBusy = false;
                foreach (var line in host.Lines) CallNext(line, now);
            }

            if (!_trackers.TryGetValue(turn.Tracker.Id, out var one)) return;
            one.IsBusy = false;
            var tracker = result is null ? one.Tracker with { LastPollAt = now, Failures = one.Tracker.Failures + 1 } : result.Now;
            if (tracker is null or { IsPaused: true }) Remove(one);
            // It was changed once more since: it is due as it is now.
            else if (tracker.Revision < one.Tracker.Revision) Enqueue(one, now);
            else Put(tracker, now);
        }
    }

    /// <summary>Stands in the line of a host that is busy, or wants no request yet; where it was called from, in front.</summary>
    private void Wait(Scheduled one, Host host, Line? from, DateTimeOffset now)
    {
        var line = host.LineOf(one.IsNew);
        if (!host.IsBusy && line.Called is null) Call(line, one, host.ReadyAt(one.IsNew, now));
        else if (line == from) line.Waiting.AddFirst(one);
        else line.Waiting.AddLast(one);
    }

    /// <summary>The first in the line of a host that is free goes on, unless one of it is called already; the others keep their places.</summary>
    private void CallNext(Line line, DateTimeOffset now)
    {
        while (!line.Host.IsBusy && line.Called is null && line.Waiting.First is { Value: var next })
        {
            line.Waiting.RemoveFirst();
            if (!next.IsRemoved) Call(line, next, now);
        }
    }

    private void Call(Line line, Scheduled one, DateTimeOffset at)
    {
        (one.CalledFrom, line.Called) = (line, one);
        _due.Enqueue(one, at);
    }

    private static PollTurn Start(Scheduled one)
    {
        one.IsBusy = true;
        foreach (var host in one.Hosts) host.IsBusy = true;
        return new(one.Tracker, one.Hosts);
    }

    private void Enqueue(Scheduled one, DateTimeOffset now) => _due.Enqueue(one, DueOf(one, now));

    private static DateTimeOffset DueOf(Scheduled one, DateTimeOffset now)
    {
        var t = one.Tracker;
        return PollPlan.NextDue(new(t.Id, t.Interval, t.LastPollAt, t.Failures, t.RetryAt, t.IsWanted), one.Hosts.Select(h => h.Tally.State), now);
    }

    private void Remove(Scheduled one)
    {
        one.IsRemoved = true;
        _trackers.Remove(one.Tracker.Id);
        foreach (var host in one.Hosts) host.Tally.Count(--host.Trackers);
    }

    private Host HostOf(string name)
    {
        if (!_hosts.TryGetValue(name, out var host)) _hosts[name] = host = new();
        return host;
    }

    /// <summary>The git host, and the registry once the image is known. Budgets are counted by token or user.</summary>
    private IEnumerable<string> HostsOf(ReleaseTracker tracker)
    {
        var repository = GitSource.Check(tracker.Repo, null, null, null, null).TryGet(out var source, out _) ? source.Repository.Authority : tracker.Repo;
        // One that cannot be opened is not sent, and is an error of its own tracker alone.
        var token = seal.TryOpen(tracker, tracker.Token, "token", out var known) && known is not null ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(known)).AsSpan(0, 8)) : "";
        yield return $"git {repository} {token}";
        if (tracker.Requirements is { } r && ImageName.Parse(r.Image).TryGet(out var image, out _))
        {
            yield return $"registry {image.Host} {(image.Registry == tracker.Registry ? tracker.RegistryUser : "")}";
        }
    }

    internal sealed class Host
    {
        public Host() => Lines = [new(this), new(this)];

        public HostTally Tally { get; } = new();

        public int Trackers { get; set; }

        public bool IsBusy { get; set; }

        /// <summary>Those that know what they ask about, and those that ask for the first time, which the host may let wait for longer.</summary>
        public Line[] Lines { get; }

        public Line LineOf(bool isNew) => Lines[isNew ? 1 : 0];

        public DateTimeOffset ReadyAt(bool isNew, DateTimeOffset now) => PollPlan.HostReady(Tally.State, isNew, now);
    }

    /// <summary>Who waits for a host. One of them at a time is among those that are due: however many wait, each turn is for one.</summary>
    internal sealed class Line(Host host)
    {
        public Host Host => host;

        public LinkedList<Scheduled> Waiting { get; } = new();

        public Scheduled? Called { get; set; }
    }

    internal sealed class Scheduled(ReleaseTracker tracker, IReadOnlyList<Host> hosts)
    {
        public ReleaseTracker Tracker => tracker;

        public IReadOnlyList<Host> Hosts => hosts;

        public TrackerMark Mark => new(tracker.Id, tracker.Revision, tracker.Requirements?.Id, tracker.Wanted);

        public bool IsBusy { get; set; }

        public bool IsRemoved { get; set; }

        public bool IsNew => tracker.LastPollAt is null;

        /// <summary>The line of a host that it stood first in.</summary>
        public Line? CalledFrom { get; set; }
    }
}

/// <summary>By which a tracker's state in the store is told from the one that is known.</summary>
public readonly record struct TrackerMark(long Id, long Revision, long? Requirements, long Wanted = 0);

/// <summary>A tracker that is being polled, and the hosts that are busy with it: the git host, then the registry.</summary>
internal sealed record PollTurn(ReleaseTracker Tracker, IReadOnlyList<PollRound.Host> Hosts);
