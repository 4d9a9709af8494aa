namespace Tracker.Storage;

/// <summary>Wakes everyone who waits for changes.</summary>
internal sealed class ChangeSignal(TimeProvider time)
{
    private volatile TaskCompletionSource _next = New();
    private long _version;

    /// <summary>How often it was set.</summary>
    public long Version => Volatile.Read(ref _version);

    public void Set()
    {
        Interlocked.Increment(ref _version);
        Interlocked.Exchange(ref _next, New()).TrySetResult();
    }

    public async Task WaitAsync(long seen, TimeSpan atMost, CancellationToken ct)
    {
        // In this order: whoever sets it after the version was looked at completes this task.
        var next = _next.Task;
        if (Version != seen) return;
        await next.WaitAsync(atMost, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
