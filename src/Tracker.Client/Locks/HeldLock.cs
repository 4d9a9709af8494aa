namespace Tracker.Client.Locks;

/// <summary>
/// A lock that is renewed at a third of its time to live, until this is disposed. The server's word is what counts; where it
/// matters, let whoever is written to refuse a <see cref="Token"/> smaller than the greatest it has seen.
/// </summary>
public sealed class HeldLock : IAsyncDisposable
{
    internal static readonly TimeSpan ShortestTimeToLive = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LongestRelease = TimeSpan.FromSeconds(5);

    private readonly LocksClient _locks;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private int _isDone;

    internal HeldLock(LocksClient locks, LockInfo info, TimeProvider time)
    {
        (_locks, Info, _time) = (locks, info, time);
        Lost = _lost.Token;
        _renewing = RenewAsync();
    }

    /// <summary>The lock as the server showed it last.</summary>
    public LockInfo Info { get; private set; }

    /// <summary>The fencing token, which only grows from holder to holder.</summary>
    public long Token => Info.Token;

    /// <summary>
    /// Cancelled when the lock was lost: forced, or not renewed for nine tenths of its time to live. A forced lock is noticed at
    /// the next renewal.
    /// </summary>
    public CancellationToken Lost { get; }

    /// <summary>Releases the lock, and says whether that worked; disposing does the same and says nothing.</summary>
    /// <exception cref="TrackerException">It was not done: the lock ends with its time to live.</exception>
    public async Task ReleaseAsync(CancellationToken ct = default)
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 1) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        if (!Lost.IsCancellationRequested) await _locks.ReleaseAsync(Info.Id, ct).ConfigureAwait(false);
    }

    /// <summary>Releases the lock, within five seconds. When that fails it ends with its time to live.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(LongestRelease, _time);
        try
        {
            await ReleaseAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TrackerException or OperationCanceledException or ObjectDisposedException)
        {
            // Thrown here it would hide what the block itself threw; the time to live ends the lock.
        }

        _stop.Dispose();
    }

    private async Task RenewAsync()
    {
        var (good, pause) = (_time.GetTimestamp(), Info.TimeToLive / 3);
        try
        {
            while (true)
            {
                var left = Left(good);
                await Task.Delay(pause < left ? pause : left, _time, _stop.Token).ConfigureAwait(false);
                left = Left(good);
                var sent = _time.GetTimestamp();
                if (left == TimeSpan.Zero || await RenewAsync(left).ConfigureAwait(false) is not { } isRenewed) break;
                (good, pause) = isRenewed ? (sent, Info.TimeToLive / 3) : (good, Info.TimeToLive / 10);
            }

            await _lost.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Released.
        }
    }

    /// <summary>Whether it is renewed; null when there is nothing left to renew.</summary>
    private async Task<bool?> RenewAsync(TimeSpan atMost)
    {
        using var limit = new CancellationTokenSource(atMost, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            Info = await _locks.UpdateAsync(Info.Id, new() { TimeToLive = Info.TimeToLive }, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (TrackerException e)
        {
            return e.IsNotFound ? null : false;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            // The client is gone, and nobody renews it any more.
            return null;
        }
    }

    /// <summary>How long it is certain to be held, counted from when the last good renewal was sent, with a tenth to spare.</summary>
    private TimeSpan Left(long good)
    {
        var left = Info.TimeToLive * 0.9 - _time.GetElapsedTime(good);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
