namespace Tracker.Server.Releases.Polling;

/// <summary>
/// When each tracker is polled next, and when a host may be asked next. A tracker has a place of its own in its interval, by a hash of its id, so that
/// any number of them is spread evenly, whenever they were made and on whichever replica; hosts are asked one request at a time and no
/// faster than their budget lasts.
/// </summary>
public static class PollPlan
{
    /// <summary>How often a tracker is polled when nothing else is said.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(5);

    /// <summary>However many trackers share a budget, each of them gets its turn in a day.</summary>
    public static readonly TimeSpan MaxStretched = TimeSpan.FromDays(1);

    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after failures, of a tracker whose interval is not longer.</summary>
    public static readonly TimeSpan MaxTrackerBackOff = TimeSpan.FromHours(1);

    public static readonly TimeSpan MaxHostBackOff = TimeSpan.FromMinutes(30);

    /// <summary>Between two polls of a tracker of which something new is told again and again.</summary>
    private static readonly TimeSpan WantedPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstHostBackOff = TimeSpan.FromSeconds(15);

    /// <summary>What part of a budget polls that will be counted leave: for changes found by the others, and for people who wait.</summary>
    private const double ReserveOfCharged = 0.1;

    /// <summary>What part of a budget is left for people alone.</summary>
    private const double ReserveOfAll = 0.05;

    /// <summary>How far from its place a poll may be, as a part of the interval.</summary>
    private const double Jitter = 0.05;

    /// <summary>How often a tracker can be polled: as it wishes, or as often as the slowest of its hosts' budgets lasts for all that poll there.</summary>
    public static TimeSpan Interval(PolledTracker tracker, IEnumerable<PolledHost> hosts)
    {
        var interval = Later(tracker.Interval, MinInterval);
        // In halves of the interval: a host's load that goes up and down a little moves no tracker from its place.
        var step = interval.Ticks / 2;
        foreach (var host in hosts)
        {
            if (host.Budget is not { Limit: > 0 } budget) continue;
            var share = host.Trackers * host.ChargedPerPoll / (budget.Limit * (1 - ReserveOfCharged));
            interval = Later(interval, TimeSpan.FromTicks((long)Math.Ceiling(Math.Min(budget.Window.Ticks * share, MaxStretched.Ticks) / step) * step));
        }

        return interval;
    }

    /// <summary>When a tracker is due. Between two polls lie about a half to one and a half intervals; after failures the interval doubles each time.</summary>
    public static DateTimeOffset NextDue(PolledTracker tracker, IEnumerable<PolledHost> hosts, DateTimeOffset now)
    {
        // New ones wait for their host only.
        if (tracker.LastPoll is not { } last) return Later(now, tracker.RetryAt);
        if (tracker.IsWanted) return Later(last + Doubled(WantedPause, tracker.Failures, DefaultInterval), tracker.RetryAt);
        var interval = Interval(tracker, hosts);
        if (tracker.Failures > 0) interval = Later(interval, Doubled(interval, tracker.Failures, MaxTrackerBackOff));
        return Later(PlaceAfter(tracker.Id, last + (interval / 2), interval), tracker.RetryAt);
    }

    /// <summary>
    /// The earliest instant, from <paramref name="now"/> on, of a request to a host. Requests that it will surely count, as those for
    /// something never seen before, are spread over what is left of the window.
    /// </summary>
    public static DateTimeOffset HostReady(PolledHost host, bool isCharged, DateTimeOffset now)
    {
        var ready = Later(now, host.RetryAt);
        if (host is { Failures: > 0, LastFailure: { } failure }) ready = Later(ready, failure + Doubled(FirstHostBackOff, host.Failures - 1, MaxHostBackOff));
        if (host.Budget is not { Limit: > 0 } budget) return ready;
        // What a window that is over had left says nothing: the next one begins with all of it.
        var (remaining, window) = budget.ResetAt > now ? (budget.Remaining, budget.ResetAt - now) : (budget.Limit, budget.Window);
        var left = remaining - (budget.Limit * (isCharged ? ReserveOfCharged : ReserveOfAll));
        if (left < 1 && budget.ResetAt > now) return Later(ready, budget.ResetAt);
        return isCharged && left >= 1 && host.LastCharge is { } charge ? Later(ready, charge + (window / left)) : ready;
    }

    /// <summary>The first of a tracker's places that is not before an instant.</summary>
    private static DateTimeOffset PlaceAfter(long id, DateTimeOffset from, TimeSpan interval)
    {
        var period = interval.Ticks;
        var offset = (long)(Fraction((ulong)id) * period);
        for (var cycle = (from.UtcTicks - offset) / period; ; cycle++)
        {
            var jitter = (long)((Fraction((ulong)id ^ ((ulong)cycle << 32)) - 0.5) * 2 * Jitter * period);
            var place = (cycle * period) + offset + jitter;
            if (place >= from.UtcTicks) return new(place, TimeSpan.Zero);
        }
    }

    /// <summary>From 0 to below 1, the same for the same number everywhere and without a pattern for neighbours (SplitMix64).</summary>
    private static double Fraction(ulong number)
    {
        number += 0x9E3779B97F4A7C15;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return ((number ^ (number >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan most) =>
        TimeSpan.FromTicks((long)Math.Min(first.Ticks * Math.Pow(2, Math.Min(times, 30)), most.Ticks));

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset? b) => b > a ? b.Value : a;
}
