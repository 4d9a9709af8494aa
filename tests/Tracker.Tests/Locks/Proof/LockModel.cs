namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// What a single lock server that does one thing after the other would answer. A step happens at an instant; it is taken as
/// early as it can be, for whatever is possible after an instant is possible after every earlier one.
/// </summary>
/// <param name="tolerance">By how much two readings of the same machine's clock may disagree, in microseconds.</param>
public sealed class LockModel(long tolerance)
{
    /// <summary>The state after an operation that happened at <paramref name="now"/> or later, and when; null when it cannot have had its answer.</summary>
    /// <param name="mayQueue">Whether somebody may stand in the queue at that instant, for whom others are refused.</param>
    public (LockState State, long Now)? Step(LockOperation operation, LockState state, long now, Func<long, bool> mayQueue)
    {
        now = Math.Max(now, Math.Max(operation.Invoked, operation.NotBefore));
        var after = operation.Kind switch
        {
            OperationKind.Take when operation.Answer == Answer.Refused => Refuse(operation, state, now, mayQueue),
            OperationKind.Take => Take(operation, state, now),
            OperationKind.Read => operation.Answer == Answer.Done ? See(operation, state, now) : SeeNothing(operation, state, now),
            _ when operation.Answer == Answer.Gone => Miss(operation, state, now),
            OperationKind.Release => Release(operation, state, now),
            _ => Renew(operation, state, now),
        };
        return after is { Now: < LockOperation.Never } step && step.Now <= Late(operation.Returned) ? step : null;
    }

    private (LockState State, long Now)? Take(LockOperation operation, LockState state, long now)
    {
        foreach (var held in state.Held.Where(h => h.Scope.ConflictsWith(operation.Scope))) now = Math.Max(now, held.EndsFrom);
        if (operation.Answer == Answer.Unknown)
            return (Ended(operation.Scope, state).With(new Held(Held.Nameless, operation.Scope, 0, now, LockOperation.Never)), now);
        if (operation.ExpiresAt != LockOperation.Never)
        {
            // The end tells at what instant the store decided.
            now = Math.Max(now, operation.ExpiresAt - operation.Ttl);
            if (operation.ExpiresAt - operation.Ttl < operation.Invoked - tolerance || operation.ExpiresAt < now - tolerance) return null;
        }
        return (Ended(operation.Scope, state).With(new Held(operation.LockId, operation.Scope, operation.Token, operation.ExpiresAt, operation.ExpiresAt)), now);
    }

    private (LockState State, long Now)? Refuse(LockOperation operation, LockState state, long now, Func<long, bool> mayQueue) =>
        state.Held.Any(h => h.Scope.ConflictsWith(operation.Scope) && IsHeld(h, now)) || mayQueue(now) ? (state, now) : null;

    private (LockState State, long Now)? Release(LockOperation operation, LockState state, long now) =>
        state.Held.Any(h => h.Id == operation.LockId && IsHeld(h, now)) ? (state.Without(h => h.Id == operation.LockId), now) : null;

    private (LockState State, long Now)? Renew(LockOperation operation, LockState state, long now)
    {
        foreach (var held in state.Held.Where(h => h.Id == operation.LockId && IsHeld(h, now)))
        {
            var renewed = operation.Answer == Answer.Unknown
                ? held with { EndsFrom = now + operation.Ttl, EndsBy = LockOperation.Never }
                : held with { EndsFrom = operation.ExpiresAt, EndsBy = operation.ExpiresAt };
            return (state.Without(h => h.Id == operation.LockId).With(renewed), now);
        }
        return null;
    }

    private static (LockState State, long Now)? Miss(LockOperation operation, LockState state, long now)
    {
        foreach (var held in state.Held.Where(h => h.Id == operation.LockId)) now = Math.Max(now, held.EndsFrom);
        return (state, now);
    }

    private (LockState State, long Now)? See(LockOperation operation, LockState state, long now) =>
        state.Held.Any(h => h.Scope == operation.Scope && IsHeld(h, now) && (h.Id == Held.Nameless || (h.Id == operation.LockId && h.Token == operation.Token)))
            ? (state, now)
            : null;

    private static (LockState State, long Now)? SeeNothing(LockOperation operation, LockState state, long now)
    {
        foreach (var held in state.Held.Where(h => h.Scope == operation.Scope)) now = Math.Max(now, held.EndsFrom);
        return (state, now);
    }

    private static LockState Ended(Scope scope, LockState state) => state.Without(h => h.Scope.ConflictsWith(scope));

    private bool IsHeld(Held held, long now) => Late(held.EndsBy) > now;

    private long Late(long instant) => instant > LockOperation.Never - tolerance ? LockOperation.Never : instant + tolerance;
}
