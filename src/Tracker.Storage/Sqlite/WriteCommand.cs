using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Tracker.Storage.Sqlite;

/// <summary>A write waiting for its turn, and its outcome afterwards.</summary>
internal abstract partial class WriteCommand(long queuedAt)
{
    private const int Queued = 0, Taken = 1, Cancelled = 2;

    private int _state = Queued;
    private SqliteWrite? _write;

    public long QueuedAt => queuedAt;

    public Exception? Error { get; private set; }

    public bool Changed => _write is { Changed: true };

    public abstract MethodInfo Work { get; }

    /// <summary>False when the caller has given up meanwhile.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    public void Run(SqliteWrite write)
    {
        Error = null;
        _write = write;
        try
        {
            Invoke(write);
            write.Close();
        }
        catch (Exception e)
        {
            Error = e;
        }
    }

    public void Fail(Exception error) => Error = error;

    /// <summary>Tells the caller, after its callbacks; never on the writer's thread.</summary>
    public void Complete(ILogger log)
    {
        if (Error is not null)
        {
            CompleteCore(Error);
            return;
        }
        foreach (var then in _write?.Then ?? [])
        {
            try
            {
                then();
            }
            catch (Exception e)
            {
                LogCallback(log, e);
            }
        }
        CompleteCore(null);
    }

    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued;

    protected abstract void Invoke(SqliteWrite write);

    protected abstract void CompleteCore(Exception? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was to follow a commit failed")]
    private static partial void LogCallback(ILogger log, Exception error);
}

internal sealed class WriteCommand<T>(Func<IWrite, ValueTask<T>> work, long queuedAt) : WriteCommand(queuedAt)
{
    // Continuations would otherwise run the callers' code where the writes are completed, one after another.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _ct;
    private T _result = default!;

    public Task<T> Task => _done.Task;

    public override MethodInfo Work => work.Method;

    /// <summary>Before it is queued.</summary>
    public void CancelWith(CancellationToken ct)
    {
        _ct = ct;
        if (ct.CanBeCanceled)
        {
            _cancellation = ct.UnsafeRegister(static (command, token) =>
            {
                var self = (WriteCommand<T>)command!;
                if (self.TryCancel())
                    self._done.TrySetCanceled(token);
            }, this);
        }
    }

    protected override void Invoke(SqliteWrite write)
    {
        var pending = work(write);
        if (!pending.IsCompleted)
        {
            Observe(pending.AsTask());
            throw new InvalidOperationException("The work of a write must await nothing but the write's own statements: everybody else waits for it.");
        }
        _result = pending.GetAwaiter().GetResult();
        _ct.ThrowIfCancellationRequested();
    }

    protected override void CompleteCore(Exception? error)
    {
        _cancellation.Dispose();
        if (error is null)
            _done.TrySetResult(_result);
        else
            _done.TrySetException(error);
    }

    // What it does from here on fails by itself, since the write is closed; nobody else looks at that failure.
    private static void Observe(Task abandoned) =>
        abandoned.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
