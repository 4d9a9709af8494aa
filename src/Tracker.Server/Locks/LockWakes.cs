namespace Tracker.Server.Locks;

/// <summary>The callers that wait in this process. When something is freed, the first of those it may help looks again.</summary>
public sealed class LockWakes(LockOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LockScope, List<LockWake>> _exact = [];
    private readonly Dictionary<LockScope, List<LockWake>> _wild = [];

    /// <summary>By which the store tells this process's waiters from others'.</summary>
    internal string Server { get; } = Guid.NewGuid().ToString("N");

    internal int Count { get; private set; }

    /// <summary>Null when as many wait as may.</summary>
    internal LockWake? TryEnter(LockScope scope)
    {
        lock (_gate)
        {
            if (Count >= options.Waiters) return null;
            Count++;
            var wake = new LockWake(this, scope);
            var groups = GroupsOf(scope);
            if (!groups.TryGetValue(scope, out var group)) groups[scope] = group = [];
            group.Add(wake);
            return wake;
        }
    }

    internal void Freed(LockScope scope)
    {
        lock (_gate)
        {
            if (Count == 0) return;
            if (!scope.IsWildcard)
            {
                if (_exact.TryGetValue(scope, out var same)) WakeFirst(same);
            }
            else WakeConflicting(_exact, scope);

            WakeConflicting(_wild, scope);
        }
    }

    /// <summary>Wakes those whose turn it is by what the store says, and whoever waits for many scopes at once.</summary>
    internal void Wake(IReadOnlySet<long> ready)
    {
        lock (_gate)
        {
            foreach (var group in _exact.Values)
                foreach (var wake in group)
                    if (ready.Contains(wake.Place)) wake.Signal();
            foreach (var group in _wild.Values) WakeFirst(group);
        }
    }

    internal bool IsFirst(LockWake wake)
    {
        lock (_gate) return FirstOf(GroupsOf(wake.Scope)[wake.Scope]) == wake;
    }

    internal void Leave(LockWake wake)
    {
        lock (_gate)
        {
            var groups = GroupsOf(wake.Scope);
            if (!groups.TryGetValue(wake.Scope, out var group) || !group.Remove(wake)) return;
            Count--;
            if (group.Count == 0) groups.Remove(wake.Scope);
            // A signal that it did not heed is for the next.
            if (wake.IsSignalled) WakeFirst(group);
            // Another call under the same key shares the place, and what became of it.
            if (wake.Place != LockWake.NoPlace)
                foreach (var other in group.Where(w => w.Place == wake.Place)) other.Signal();
        }
    }

    private Dictionary<LockScope, List<LockWake>> GroupsOf(LockScope scope) => scope.IsWildcard ? _wild : _exact;

    private static void WakeConflicting(Dictionary<LockScope, List<LockWake>> groups, LockScope freed)
    {
        foreach (var (scope, group) in groups)
            if (scope.ConflictsWith(freed)) WakeFirst(group);
    }

    // One that is looking for the first time may see what was before, and joins the queue then.
    private static void WakeFirst(List<LockWake> group)
    {
        FirstOf(group)?.Signal();
        foreach (var wake in group)
            if (wake.IsOnFirstLook) wake.Signal();
    }

    private static LockWake? FirstOf(List<LockWake> group) => group.MinBy(w => w.Place);
}

/// <summary>One caller that waits in this process.</summary>
internal sealed class LockWake(LockWakes wakes, LockScope scope) : IDisposable
{
    public const long NoPlace = long.MaxValue;

    private TaskCompletionSource _signal = New();
    private long _place = NoPlace;
    private volatile bool _listens;

    public LockScope Scope => scope;

    /// <summary>Its place in the store's queue.</summary>
    public long Place
    {
        get => Volatile.Read(ref _place);
        set => Volatile.Write(ref _place, value);
    }

    /// <summary>Whether it is the next of its scope in this process.</summary>
    public bool IsFirst => wakes.IsFirst(this);

    public bool IsOnFirstLook => _listens && Place == NoPlace;

    public bool IsSignalled => Volatile.Read(ref _signal).Task.IsCompleted;

    public void Signal() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Forgets earlier signals; what is signalled from now on is not missed.</summary>
    public void Listen()
    {
        Volatile.Write(ref _signal, New());
        _listens = true;
    }

    /// <summary>Whether it was signalled within this time.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken ct)
    {
        await Volatile.Read(ref _signal).Task.WaitAsync(atMost, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        return IsSignalled;
    }

    public void Dispose() => wakes.Leave(this);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
