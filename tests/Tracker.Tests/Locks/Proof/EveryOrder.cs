namespace Tracker.Tests.Locks.Proof;

/// <summary>The same question as <see cref="Linearizability"/> by plain exhaustion: right by inspection, and hopeless beyond seven operations.</summary>
internal static class EveryOrder
{
    public static bool Explains(IReadOnlyList<LockOperation> history) => Explains(history, [], LockState.Free, 0, 0);

    private static bool Explains(IReadOnlyList<LockOperation> history, HashSet<int> done, LockState state, long now, long token)
    {
        var left = Enumerable.Range(0, history.Count).Where(i => !done.Contains(i)).ToArray();
        if (left.All(i => !history[i].IsCertain)) return true;
        foreach (var i in left)
        {
            var operation = history[i];
            if (left.Any(other => history[other].Returned < operation.Invoked)) continue;
            var taken = operation is { Kind: OperationKind.Take, Answer: Answer.Done };
            if (taken && operation.Token <= token) continue;
            var step = new LockModel(tolerance: 0).Step(operation, state, now, instant => left.Any(w => w != i && history[w].QueuedUntil >= instant && history[w].Invoked <= operation.Returned));
            if (step is { } next && Explains(history, [.. done, i], next.State, next.Now, taken ? operation.Token : token)) return true;
        }
        return false;
    }
}
