using Tracker.Server.Operations.Changes;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Slow;

/// <summary>
/// Looks at contexts some time after they changed, one after the other, and again while something in them goes on. It takes
/// no part in taking messages in, and a fifth of one core at most.
/// </summary>
internal sealed class SlowWatch(SlowTimelines slow, TimeProvider clock, ILogger<SlowWatch> log) : BackgroundService, IChangeListener
{
    private const int MostContexts = 2_000;
    private const int Idleness = 4;

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);

    public void Take(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
            if (change.Topic == TimelinesModule.Topic) Add(change.Key, Settled);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (Next() is { } context)
                {
                    var began = clock.GetTimestamp();
                    if (await slow.LookAsync(context, stoppingToken)) Add(context, Again);
                    await Task.Delay(clock.GetElapsedTime(began) * Idleness, clock, stoppingToken);
                }

                await Task.Delay(Interval, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "A timeline could not be looked at; others are in half a minute");
                await Task.Delay(TimeSpan.FromSeconds(30), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What is due already stays so. Beyond so many, contexts wait for their next change.</summary>
    private void Add(string context, TimeSpan wait)
    {
        lock (_gate)
        {
            if (_due.Count < MostContexts || _due.ContainsKey(context)) _due.TryAdd(context, clock.GetUtcNow() + wait);
        }
    }

    private string? Next()
    {
        lock (_gate)
        {
            if (_due.Count == 0) return null;
            var (context, due) = _due.MinBy(d => d.Value);
            if (due > clock.GetUtcNow()) return null;
            _due.Remove(context);
            return context;
        }
    }
}
