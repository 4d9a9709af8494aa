using Tracker.Storage;

namespace Tracker.Server.Timelines.Live;

/// <summary>Follows the change feed, which every replica sees, while somebody listens, and wakes those whose context changed.</summary>
internal sealed class ContextChanges(IDatabase database, TimeProvider clock, ILogger<ContextChanges> log) : BackgroundService
{
    private const int MostListeners = 500;
    private const int BatchSize = 1_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<ContextListener> _listeners = [];
    private readonly SemaphoreSlim _anyone = new(0, 1);

    /// <summary>Registers at once, so that no later change is missed; null when there are as many listeners as may be.</summary>
    public ContextListener? TryListen(string context)
    {
        lock (_gate)
        {
            if (_listeners.Count >= MostListeners) return null;
            var listener = new ContextListener(context, Leave);
            if (_listeners.Count == 0 && _anyone.CurrentCount == 0) _anyone.Release();
            _listeners.Add(listener);
            return listener;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _anyone.WaitAsync(stoppingToken);
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogWarning(failure, "Reading the change feed failed; streams of timelines are late until it works again");
                await Task.Delay(AfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                lock (_gate)
                    if (_listeners.Count > 0 && _anyone.CurrentCount == 0) _anyone.Release();
            }
        }
    }

    /// <summary>As long as there are listeners.</summary>
    private async Task FollowAsync(CancellationToken ct)
    {
        var cursor = await database.Changes.HeadAsync(ct);
        // What was committed before the head was known is nobody's news.
        Wake(null);
        while (HasListeners)
        {
            var batch = await database.Changes.ReadAsync(cursor, BatchSize, ct);
            if (batch.Count > 0)
            {
                Wake(batch.Where(change => change.Topic == TimelinesModule.Topic).Select(change => change.Key).ToHashSet(StringComparer.Ordinal));
                cursor = batch[^1].At;
            }

            if (batch.Count < BatchSize) await database.Changes.WaitAsync(LongestWait, ct);
        }
    }

    private bool HasListeners
    {
        get
        {
            lock (_gate) return _listeners.Count > 0;
        }
    }

    /// <param name="contexts">Null for all.</param>
    private void Wake(HashSet<string>? contexts)
    {
        lock (_gate)
            foreach (var listener in _listeners)
                if (contexts?.Contains(listener.Context) != false) listener.Wake();
    }

    private void Leave(ContextListener listener)
    {
        lock (_gate) _listeners.Remove(listener);
    }

    public override void Dispose()
    {
        _anyone.Dispose();
        base.Dispose();
    }
}

/// <summary>Somebody who wants to know when a context changes; several changes in a row are one.</summary>
internal sealed class ContextListener(string context, Action<ContextListener> leave) : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0, 1);

    public string Context => context;

    /// <summary>Whether it changed since the last time, within so long.</summary>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _changed.WaitAsync(atMost, ct);

    // Under the gate of all listeners, so two never release at once.
    internal void Wake()
    {
        if (_changed.CurrentCount == 0) _changed.Release();
    }

    public void Dispose()
    {
        leave(this);
        _changed.Dispose();
    }
}
