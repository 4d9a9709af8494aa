using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server;
using Tracker.Server.Access;
using Tracker.Server.Releases.Hooks;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Testing.Sources;

namespace Tracker.Tests.Releases.Polling;

/// <summary>
/// The poller itself, the store and HTTP on loopback: ten thousand trackers with one token of a host that counts as GitHub does, and four
/// registries. Most of them are known, the others have to be read within the budget. The time is turned by seconds, as fast as the polls of each are done.
/// </summary>
public sealed class LargeFleetTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Known = 9_700;
    private const int New = 300;
    private const int Limit = 5_000;
    private const int Registries = 4;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 50, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan All = TimeSpan.FromMinutes(40);

    private readonly TempFolder _folder = new();
    private readonly WatchedClock _clock = new(new FakeClock(Start));
    private readonly List<CountingRegistry> _registries = [];
    private readonly ConcurrentQueue<(DateTimeOffset At, int Id)> _polls = new();
    private readonly Random _random = new(11);
    private GitHubDouble _host = null!;
    private WebApplication _server = null!;
    private ReleasePoller _poller = null!;
    private int _atOnce;
    private int _mostAtOnce;
    private int _refused;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await GitHubDouble.StartAsync();
        for (var i = 0; i < Registries; i++) _registries.Add(await CountingRegistry.StartAsync(_clock.Touch));
        var settings = new Dictionary<string, string>
        {
            ["DATA_DIR"] = _folder.FullPath,
            ["HTTP_PORT"] = "0",
            ["GRPC_PORT"] = "0",
            ["METRICS_PORT"] = "0",
            ["UDP_PORT"] = "0",
            ["LOG_LEVEL"] = "error",
            ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8",
            ["TRACKER_GITHUB_HOSTS"] = _host.Authority,
            ["TRACKER_HTTP_REGISTRIES"] = string.Join(',', _registries.Select(r => r.Authority)),
        };
        // Never started: of its workers only the poller runs, by the test's clock.
        _server = await TrackerServer.CreateAsync([], settings, _clock, ct: Ct);
        _poller = ActivatorUtilities.CreateInstance<ReleasePoller>(_server.Services);
        _host.Token = "token";
        _host.Instead = http =>
        {
            _clock.Touch();
            if (_host.Remaining == 0) Interlocked.Increment(ref _refused);
            _mostAtOnce = Math.Max(_mostAtOnce, Interlocked.Increment(ref _atOnce));
            http.Response.OnStarting(() =>
            {
                Interlocked.Decrement(ref _atOnce);
                return Task.CompletedTask;
            });
            if (http.Request.Path.Value!.Split('/') is [.., "contents", _] and var path) _polls.Enqueue((_clock.GetUtcNow(), int.Parse(path[^3][3..], CultureInfo.InvariantCulture)));
            return null;
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_poller is not null) await _poller.StopAsync(CancellationToken.None);
        _poller?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        foreach (var registry in _registries) await registry.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Explicit = true)]
    public async Task Ten_thousand_trackers_over_HTTP_stay_within_the_budget_and_evenly_spread()
    {
        var real = Stopwatch.StartNew();
        // The known ones, read while the host counted nothing that matters.
        (_host.Limit, _host.Remaining, _host.ResetAt) = (10_000_000, 10_000_000, Start.AddMinutes(25));
        await FollowAsync(1, Known);
        await _poller.StartAsync(Ct);
        while (await IngestedAsync() < Known)
        {
            Assert.InRange(real.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(10));
            // A host that counts lets a little time pass between two that it counts.
            for (var i = 0; i < 50; i++)
            {
                Leap(TimeSpan.FromMilliseconds(1));
                await Task.Delay(1, Ct);
            }
        }

        output.WriteLine($"{Known} read in {real.Elapsed.TotalSeconds:0} s");

        (_host.Limit, _host.Remaining) = (Limit, Limit);
        _polls.Clear();
        real.Restart();
        await FollowAsync(Known + 1, New);
        var byWindow = new List<(int Counted, int Polls)>();
        for (var (time, window) = (TimeSpan.Zero, _host.ResetAt); time < All; time += Step)
        {
            if (_clock.GetUtcNow() >= window)
            {
                byWindow.Add((Limit - _host.Remaining, _polls.Count - byWindow.Sum(w => w.Polls)));
                (_host.Remaining, _host.ResetAt) = (Limit, window = window.AddHours(1));
            }

            // One in two hundred of those that are polled has changed.
            if (_random.Next(3) == 0) Publish(_random.Next(1, Known), $"# changed after {time}\n");
            Leap(Step);
            await EndedAsync();
        }

        byWindow.Add((Limit - _host.Remaining, _polls.Count - byWindow.Sum(w => w.Polls)));
        Tell(byWindow, real.Elapsed);
        Assert.Equal(0, _refused);
        Assert.Equal(1, _mostAtOnce);
        Assert.All(_registries, r => Assert.Equal(1, r.MostAtOnce));
        Assert.Equal(Known + New, await IngestedAsync());
        IsSpread();
    }

    /// <summary>In the last quarter of an hour everybody had a turn, none waited for long, and no half a minute had many more than another.</summary>
    private void IsSpread()
    {
        var from = _clock.GetUtcNow() - TimeSpan.FromMinutes(15);
        var last = _polls.Where(p => p.At > from).ToList();
        Assert.Equal(Known + New, last.Select(p => p.Id).Distinct().Count());
        var gaps = last.GroupBy(p => p.Id).SelectMany(p => p.Zip(p.Skip(1), (a, b) => b.At - a.At)).Order().ToList();
        var halves = last.CountBy(p => p.At.Ticks / TimeSpan.FromSeconds(30).Ticks).OrderBy(h => h.Key).Skip(1).SkipLast(1).Select(h => h.Value).Order().ToList();
        output.WriteLine($"last quarter of an hour: {halves[0]} to {halves[^1]} polls in half a minute; a tracker's polls are {gaps[0].TotalSeconds:0} to {gaps[^1].TotalSeconds:0} s apart");
        Assert.InRange(gaps[^1], TimeSpan.Zero, TimeSpan.FromMinutes(8.5));
        // A thousand on average, within the bounds that the round alone has in GitHubBudgetTests.
        Assert.InRange(halves[0], 720, 1_290);
        Assert.InRange(halves[^1], 720, 1_290);
    }

    private void Tell(List<(int Counted, int Polls)> windows, TimeSpan took)
    {
        foreach (var (counted, polls) in windows) output.WriteLine($"{polls} polls, {counted} requests counted in a window of GitHub's");
        output.WriteLine($"{All.TotalMinutes} minutes in {took.TotalSeconds:0} s; {_registries.Sum(r => r.Requests)} requests of registries");
    }

    private async Task FollowAsync(int first, int count)
    {
        var seal = _server.Services.GetRequiredService<SecretKey>();
        var database = _server.Services.GetRequiredService<IDatabase>();
        foreach (var some in Enumerable.Range(first, count).Chunk(500))
        {
            await database.WriteAsync(
                Isolation.RowLocks,
                async write =>
                {
                    foreach (var id in some) Assert.NotNull(await TrackerStore.InsertAsync(write, Tracker(id, seal)));
                    return true;
                },
                Ct);
            foreach (var id in some) Publish(id);
        }
    }

    private void Publish(int id, string more = "") => _host.Create(NameOf(id)).Commit(
        "fathomable.yaml", $"g{id}:\n  group: {{ containerRepository: '{_registries[id % Registries].Authority}' }}\n  app: {{ imageTag: stable }}\n{more}");

    private ReleaseTracker Tracker(int id, SecretKey seal)
    {
        var tracker = new ReleaseTracker
        {
            Uuid = Guid.NewGuid(),
            Name = $"g{id}.app",
            Service = $"app{id}",
            Repo = _host.UrlOf(NameOf(id)),
            SourcePath = "fathomable.yaml",
            Interval = PollPlan.DefaultInterval,
            CreatedBy = "tests",
            CreatedAt = Start,
            UpdatedAt = Start,
        };
        return tracker with { Token = seal.Protect(Encoding.UTF8.GetBytes("token"), tracker.Purpose("token")) };
    }

    private static string NameOf(int id) => $"shop/app{id}";

    private Task<long> IngestedAsync() => _server.Services.GetRequiredService<IDatabase>().FirstAsync(
        "SELECT count(*) FROM release_tracker WHERE requirements_id IS NOT NULL AND image_state <> ''", r => r.GetInt64(0), Ct);

    /// <summary>Everything that was due has been polled, and is stored: a slow disk lets no time pass.</summary>
    private async Task EndedAsync()
    {
        var now = _clock.GetUtcNow();
        do await _clock.BecomesIdleAsync(Ct);
        while (await StoredAsync(now) < _polls.Count(p => p.At == now));
    }

    private Task<long> StoredAsync(DateTimeOffset at) => _server.Services.GetRequiredService<IDatabase>().FirstAsync(
        "SELECT count(*) FROM release_tracker WHERE last_poll_at = $1", r => r.GetInt64(0), Ct, at);

    /// <summary>It is later, and the poller looks whose turn it is.</summary>
    private void Leap(TimeSpan by)
    {
        _clock.Leap(by);
        _poller.Take([new Change(default, WantedPolls.Topic, "")]);
    }

    /// <summary>
    /// The test's clock, which sees what the poller does by when it asks for the time: in each of its rounds how long its lease lasts, then who is due.
    /// When nobody is, and nothing has asked for anything since, it waits.
    /// </summary>
    private sealed class WatchedClock(FakeClock clock) : TimeProvider
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(12);

        private long _touched = Stopwatch.GetTimestamp();
        private long _rounds;
        private long _roundsAtLeap;
        private volatile bool _asksWhoIsDue;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow()
        {
            _asksWhoIsDue = true;
            Touch();
            return clock.GetUtcNow();
        }

        public override long GetTimestamp()
        {
            _asksWhoIsDue = false;
            Interlocked.Increment(ref _rounds);
            Touch();
            return clock.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);

        public void Leap(TimeSpan by)
        {
            clock.Leap(by);
            _roundsAtLeap = Interlocked.Read(ref _rounds);
        }

        public void Touch() => Volatile.Write(ref _touched, Stopwatch.GetTimestamp());

        public async Task BecomesIdleAsync(CancellationToken ct)
        {
            while (Interlocked.Read(ref _rounds) == _roundsAtLeap || !_asksWhoIsDue || Stopwatch.GetElapsedTime(Volatile.Read(ref _touched)) < Quiet) await Task.Delay(2, ct);
        }
    }
}
