namespace Tracker.Storage;

/// <summary>Wakes everyone who waits for changes.</summary>
internal sealed class ChangeSignal(TimeProvider time)
{
    // Between a reader's last look at the feed and its waiting a commit may slip in; a signal this young counts as one
    // that the reader has not seen.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(25);

    // Readers come back at most this often under steady commits, and read several at once.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _at;

    public void Set()
    {
        Volatile.Write(ref _at, time.GetTimestamp());
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        var next = _next.Task;
        var at = Volatile.Read(ref _at);
        if (at != 0 && time.GetElapsedTime(at) < Fresh)
        {
            await Task.Delay(atMost < Pause ? atMost : Pause, time, ct);
            return;
        }
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(next, Task.Delay(atMost, time, enough.Token));
        await enough.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }
}
