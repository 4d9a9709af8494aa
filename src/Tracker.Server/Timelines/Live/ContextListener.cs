using Tracker.Server.Operations.Changes;

namespace Tracker.Server.Timelines.Live;

/// <summary>Somebody who wants to know when a context changes; several changes in a row are one.</summary>
internal sealed class ContextListener(string context, Action<ContextListener> leave) : IDisposable
{
    private readonly Signal _changed = new();

    public string Context => context;

    /// <summary>Whether it changed since the last time, within so long.</summary>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _changed.WaitAsync(atMost, ct);

    internal void Set() => _changed.Set();

    public void Dispose()
    {
        leave(this);
        _changed.Dispose();
    }
}
