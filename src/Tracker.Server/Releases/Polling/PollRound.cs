using System.Security.Cryptography;
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
                if (one.IsRemoved) continue;
                var due = DueOf(one, now);
                var ready = one.Hosts.Select(h => PollPlan.HostReady(h.Tally.State, one.Tracker.LastPollAt is null, now)).Append(due).Max();
                var busy = one.Hosts.FirstOrDefault(h => h.IsBusy);
                if (ready <= now && busy is null) return Start(one);
                if (ready > now) _due.Enqueue(one, ready);
                else busy!.Line.Enqueue(one);
                // It may have been called from the line of a host that is free: whoever is behind it there is not held up by its other one.
                foreach (var free in one.Hosts.Where(h => !h.IsBusy)) CallNext(free, now);
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
                CallNext(host, now);
            }

            if (!_trackers.TryGetValue(turn.Tracker.Id, out var one)) return;
            one.IsBusy = false;
            // What was found is of something else when it was changed meanwhile: it is due as it is now.
            if (one.Tracker.Revision != turn.Tracker.Revision || result is { After: null }) Enqueue(one, now);
            else Put(result?.After ?? one.Tracker with { LastPollAt = now, Failures = one.Tracker.Failures + 1 }, now);
        }
    }

    /// <summary>The first in a host's line goes on; the others keep their places.</summary>
    private void CallNext(Host host, DateTimeOffset now)
    {
        while (host.Line.TryDequeue(out var next))
        {
            if (next.IsRemoved) continue;
            _due.Enqueue(next, now);
            return;
        }
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
        var token = tracker.Token is { } kept ? Convert.ToHexString(SHA256.HashData(seal.Unprotect(kept, tracker.Purpose("token"))).AsSpan(0, 8)) : "";
        yield return $"git {repository} {token}";
        if (tracker.Requirements is { } r && ImageName.Parse(r.Image).TryGet(out var image, out _))
        {
            yield return $"registry {image.Host} {(image.Registry == tracker.Registry ? tracker.RegistryUser : "")}";
        }
    }

    internal sealed class Host
    {
        public HostTally Tally { get; } = new();

        public int Trackers { get; set; }

        public bool IsBusy { get; set; }

        public Queue<Scheduled> Line { get; } = new();
    }

    internal sealed class Scheduled(ReleaseTracker tracker, IReadOnlyList<Host> hosts)
    {
        public ReleaseTracker Tracker => tracker;

        public IReadOnlyList<Host> Hosts => hosts;

        public TrackerMark Mark => new(tracker.Id, tracker.Revision, tracker.Requirements?.Id, tracker.Wanted);

        public bool IsBusy { get; set; }

        public bool IsRemoved { get; set; }
    }
}

/// <summary>By which a tracker's state in the store is told from the one that is known.</summary>
public readonly record struct TrackerMark(long Id, long Revision, long? Requirements, long Wanted = 0);

/// <summary>A tracker that is being polled, and the hosts that are busy with it: the git host, then the registry.</summary>
internal sealed record PollTurn(ReleaseTracker Tracker, IReadOnlyList<PollRound.Host> Hosts);
