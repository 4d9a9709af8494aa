using System.Data;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tracker.Storage.Postgres;

/// <summary>Runs writes as transactions, each again when it lost against another.</summary>
internal sealed partial class PostgresWriter(NpgsqlDataSource source, TimeProvider time, StorageMetrics metrics, ILogger log, Action changed) : IDisposable
{
    private const int MaxAttempts = 25;

    // Where everybody wants the same rows, most of what runs at once runs in vain; whoever lost so often takes turns.
    private const int AttemptsAtOnce = 3;

    private const int LongestPauseMilliseconds = 50;

    private readonly SemaphoreSlim _turns = new(1);
    private readonly PostgresParameters _parameters = new();
    private readonly WorkBudget _budget = new(time, metrics, log);

    public async Task<T> RunAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, TimeSpan budget, CancellationToken ct)
    {
        var (result, write) = await UntilCommittedAsync(isolation, work, budget, ct);
        metrics.Committed(1);
        if (write.Changed)
            changed();
        Follow(write.Then);
        return result;
    }

    public void Dispose() => _turns.Dispose();

    private async Task<(T Result, PostgresWrite Write)> UntilCommittedAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, TimeSpan budget, CancellationToken ct)
    {
        var myTurn = false;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (attempt > AttemptsAtOnce && !myTurn)
                {
                    await _turns.WaitAsync(ct);
                    myTurn = true;
                }
                if (await TryAsync(isolation, work, budget, last: attempt == MaxAttempts, ct) is { } done)
                    return done;
                // A random pause, so that those who collided do not collide again.
                var longest = Math.Min(LongestPauseMilliseconds, 1 << Math.Min(attempt, 10));
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest), time, ct);
            }
        }
        finally
        {
            if (myTurn)
                _turns.Release();
        }
    }

    /// <summary>Null when the write lost against another.</summary>
    private async Task<(T Result, PostgresWrite Write)?> TryAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, TimeSpan budget, bool last, CancellationToken ct)
    {
        var committing = false;
        try
        {
            return await AttemptAsync(isolation, work, budget, () => committing = true, ct);
        }
        catch (PostgresException e) when (PostgresErrors.IsConflict(e))
        {
            metrics.Retried(e.SqlState);
            return last ? throw new StorageUnavailableException($"The write lost against others {MaxAttempts} times; try again later.", inner: e) : null;
        }
        catch (Exception e) when (PostgresErrors.Translate(e, committing) is var translated && translated != e)
        {
            throw translated;
        }
    }

    private async Task<(T Result, PostgresWrite Write)> AttemptAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, TimeSpan budget, Action committing, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(isolation == Isolation.RowLocks ? IsolationLevel.ReadCommitted : IsolationLevel.Serializable, ct);
        var write = new PostgresWrite(connection, transaction, _parameters);
        var result = await WorkAsync(work, write, budget);
        // It may have waited for others, and whoever asked for it may have asked elsewhere since.
        ct.ThrowIfCancellationRequested();
        committing();
        await write.CommitAsync();
        return (result, write);
    }

    // A method of its own, so that the mark of being inside ends with it.
    private async Task<T> WorkAsync<T>(Func<IWrite, ValueTask<T>> work, PostgresWrite write, TimeSpan budget)
    {
        WriteScope.Enter();
        var started = time.GetTimestamp();
        var result = await work(write);
        write.Close();
        _budget.Check(time.GetElapsedTime(started), budget, work.GetMethodInfo());
        return result;
    }

    private void Follow(List<Action>? then)
    {
        foreach (var action in then ?? [])
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                LogCallback(log, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was to follow a commit failed")]
    private static partial void LogCallback(ILogger log, Exception error);
}
