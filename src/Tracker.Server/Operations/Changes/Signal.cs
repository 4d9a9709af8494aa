namespace Tracker.Server.Operations.Changes;

/// <summary>Wakes the one who waits; set several times in a row, it wakes once.</summary>
[ModuleService]
public class Signal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        try
        {
            if (_set.CurrentCount == 0) _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has just done it.
        }
    }

    /// <summary>Whether it was set, before or within this time.</summary>
    public Task<bool> WaitAsync(TimeSpan longest, CancellationToken ct) => _set.WaitAsync(longest, ct);

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _set.Dispose();
    }
}
