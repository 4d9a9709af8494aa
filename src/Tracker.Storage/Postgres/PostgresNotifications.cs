using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tracker.Storage.Postgres;

/// <summary>
/// Tells other replicas that something was committed, and hears it from them. Only ever a hint: readers of the feed
/// poll as well.
/// </summary>
internal sealed partial class PostgresNotifications : IAsyncDisposable
{
    private const string Channel = "tracker_change";

    // NOTIFY takes a lock that every notifying commit of the cluster waits for, so not with every write.
    private static readonly TimeSpan NotifyEvery = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _source;
    private readonly ChangeSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly Task _listening;
    private readonly Task _notifying;
    private int _pending;

    public PostgresNotifications(NpgsqlDataSource source, ChangeSignal signal, TimeProvider time, ILogger log)
    {
        _source = source;
        _signal = signal;
        _time = time;
        _log = log;
        _listening = Task.Run(() => RepeatAsync(ListenAsync));
        _notifying = Task.Run(() => RepeatAsync(NotifyAsync));
    }

    /// <summary>After a commit of this replica.</summary>
    public void Committed()
    {
        _signal.Set();
        if (Interlocked.Exchange(ref _pending, 1) == 0)
            _changed.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_listening, _notifying);
        _stop.Dispose();
        _changed.Dispose();
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        connection.Notification += (_, _) => _signal.Set();
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
            await listen.ExecuteNonQueryAsync(ct);
        // What was committed while nobody listened.
        _signal.Set();
        while (true)
            await connection.WaitAsync(ct);
    }

    private async Task NotifyAsync(CancellationToken ct)
    {
        while (true)
        {
            await _changed.WaitAsync(ct);
            Volatile.Write(ref _pending, 0);
            await using (var notify = _source.CreateCommand($"NOTIFY {Channel}"))
                await notify.ExecuteNonQueryAsync(ct);
            await Task.Delay(NotifyEvery, _time, ct);
        }
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> loop)
    {
        while (true)
        {
            try
            {
                await loop(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogLost(_log, e);
            }
            try
            {
                await Task.Delay(RetryAfter, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of other replicas are seen by polling until notifications work again")]
    private static partial void LogLost(ILogger log, Exception error);
}
