using Tracker.Server.Operations.Changes;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Live;

/// <summary>Wakes those whose context changed.</summary>
internal sealed class ContextChanges : IChangeListener
{
    private const int MostListeners = 500;

    private readonly Lock _gate = new();
    private readonly HashSet<ContextListener> _listeners = [];

    /// <summary>Registers at once, so that no later change is missed; null when there are as many listeners as may be.</summary>
    public ContextListener? TryListen(string context)
    {
        lock (_gate)
        {
            if (_listeners.Count >= MostListeners) return null;
            var listener = new ContextListener(context, Leave);
            _listeners.Add(listener);
            return listener;
        }
    }

    public void Take(IReadOnlyList<Change> changes)
    {
        lock (_gate)
        {
            if (_listeners.Count == 0) return;
            var contexts = changes.Where(c => c.Topic == TimelinesModule.Topic).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var listener in _listeners)
                if (contexts.Contains(listener.Context)) listener.Set();
        }
    }

    private void Leave(ContextListener listener)
    {
        lock (_gate) _listeners.Remove(listener);
    }
}
