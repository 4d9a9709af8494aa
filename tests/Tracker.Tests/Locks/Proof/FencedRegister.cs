using System.Collections.Concurrent;

namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// What the lock protects: it refuses a token smaller than one it has seen, and notices when a holder comes while another,
/// whose time has not run out, is still there.
/// </summary>
internal sealed class FencedRegister
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, LockOperation> _inside = [];
    private readonly Dictionary<Scope, long> _highest = [];

    public ConcurrentQueue<string> Violations { get; } = [];

    public int Writes { get; private set; }

    public int RefusedWrites { get; private set; }

    /// <summary>Whether the write was let in.</summary>
    public bool Enter(LockOperation holder)
    {
        lock (_gate)
        {
            if (_highest.Any(h => h.Key.ConflictsWith(holder.Scope) && h.Value > holder.Token))
            {
                RefusedWrites++;
                return false;
            }
            _highest[holder.Scope] = holder.Token;
            Writes++;
            var now = Clock.Now;
            foreach (var other in _inside.Values.Where(o => o.Token != holder.Token && o.Scope.ConflictsWith(holder.Scope) && o.ExpiresAt > now))
                Violations.Enqueue($"At {now} {holder} came while there was still {other}.");
            _inside[holder.Token] = holder;
            return true;
        }
    }

    public void Leave(LockOperation holder)
    {
        lock (_gate) _inside.Remove(holder.Token);
    }
}

/// <summary>The clock of the machine that clients, servers and databases of a race share, in unix microseconds.</summary>
internal static class Clock
{
    public static long Now => Of(TimeProvider.System.GetUtcNow());

    public static long Of(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
