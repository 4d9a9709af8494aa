using System.Numerics;

namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// Whether one server that does one thing after the other could have given all the answers of a history, each at some
/// instant between question and answer: the search of Wing and Gong with Lowe's memory of what was already tried. An
/// operation without an answer may be placed anywhere after its question, or nowhere.
/// </summary>
public sealed class Linearizability
{
    // A history that needs more is reported as undecided, which is no proof.
    private const int MostConfigurations = 3_000_000;

    /// <summary>In microseconds.</summary>
    private const long Vicinity = 30_000_000;

    private readonly LockModel _model;
    private readonly LockOperation[] _certain;
    private readonly LockOperation[] _open;
    private readonly int[][] _before;
    private readonly int[][] _waiters;
    private readonly Dictionary<(int, BigInteger, BigInteger, LockState), long> _tried = [];

    private Linearizability(IEnumerable<LockOperation> history, TimeSpan tolerance)
    {
        _model = new LockModel((long)tolerance.TotalMicroseconds);
        var sorted = history.OrderBy(o => o.Invoked).ToArray();
        _certain = [.. sorted.Where(o => o.IsCertain)];
        // What is read or refused without an answer changes nothing.
        _open = [.. sorted.Where(o => !o.IsCertain && o.Kind != OperationKind.Read)];
        var taken = Enumerable.Range(0, _certain.Length)
            .Where(i => _certain[i] is { Kind: OperationKind.Take, Answer: Answer.Done })
            .GroupBy(i => _certain[i].Scope)
            .ToDictionary(g => g.Key, g => g.OrderBy(i => _certain[i].Token).ToArray());
        _before = [.. Enumerable.Range(0, _certain.Length).Select(i => TakenBefore(i, taken))];
        // Certain ones by their index, open ones by its complement.
        var queued = Queued(_certain, i => i).Concat(Queued(_open, i => ~i)).OrderBy(q => q.Operation.Invoked).ToArray();
        _waiters = [.. _certain.Select(o => WaitersDuring(o, queued))];

        static IEnumerable<(LockOperation Operation, int Name)> Queued(LockOperation[] operations, Func<int, int> name) =>
            operations.Select((o, i) => (o, name(i))).Where(q => q.o.QueuedUntil > 0);
    }

    /// <summary>Null when the history is linearizable, else where every attempt ends.</summary>
    public static string? Refute(IEnumerable<LockOperation> history, TimeSpan? tolerance = null) =>
        new Linearizability(history, tolerance ?? TimeSpan.FromMilliseconds(3)).Search();

    private string? Search()
    {
        var deepest = new Configuration(0, 0, 0, LockState.Free, 0);
        var path = new Stack<IEnumerator<Configuration>>();
        path.Push(After(deepest).GetEnumerator());
        if (_certain.Length == 0) return null;
        while (path.TryPeek(out var next))
        {
            if (!next.MoveNext())
            {
                path.Pop();
                continue;
            }
            var reached = next.Current;
            if (reached.First == _certain.Length) return null;
            if (reached.First > deepest.First) deepest = reached;
            var key = (reached.First, reached.Done, reached.Opened, reached.State);
            // The same with more time left has been tried in vain.
            if (_tried.TryGetValue(key, out var tried) && tried <= reached.Now) continue;
            _tried[key] = reached.Now;
            if (_tried.Count > MostConfigurations) return $"Undecided after {MostConfigurations} configurations. {Describe(deepest)}";
            path.Push(After(reached).GetEnumerator());
        }
        return $"Not linearizable. {Describe(deepest)}";
    }

    /// <summary>What may happen next, the likeliest first.</summary>
    private IEnumerable<Configuration> After(Configuration at)
    {
        var candidates = Candidates(at, out var firstAnswer);
        var steps = new List<(int Index, LockState State, long Now)>(candidates.Count);
        foreach (var i in candidates)
        {
            if (_before[i].Any(earlier => !at.IsDone(earlier))) continue;
            if (_model.Step(_certain[i], at.State, at.Now, instant => MayQueue(i, at, instant)) is not { } step) continue;
            if (ReferenceEquals(step.State, at.State) && step.Now == at.Now && _certain[i].QueuedUntil == 0)
            {
                // It changes nothing and takes no time: if there is a way at all, there is one that begins with it.
                yield return at.With(i, step.State, step.Now);
                yield break;
            }
            steps.Add((i, step.State, step.Now));
        }
        foreach (var (index, state, now) in steps.OrderBy(s => s.Now)) yield return at.With(index, state, now);
        var tried = new HashSet<(Scope, long)>();
        for (var i = 0; i < _open.Length && _open[i].Invoked <= firstAnswer; i++)
        {
            if (_open[i].NeverTook || !(at.Opened >> i).IsEven) continue;
            // Takes without an answer are all alike: the one that was asked for first stands for every later one.
            if (_open[i].Kind == OperationKind.Take && !tried.Add((_open[i].Scope, _open[i].QueuedUntil))) continue;
            if (_model.Step(_open[i], at.State, at.Now, _ => false) is { } step)
                yield return at with { Opened = at.Opened | (BigInteger.One << i), State = step.State, Now = step.Now };
        }
    }

    /// <summary>Those asked before the first answer that is still to be explained: any of them may have been next.</summary>
    private List<int> Candidates(Configuration at, out long firstAnswer)
    {
        var candidates = new List<int>();
        firstAnswer = LockOperation.Never;
        for (var i = at.First; i < _certain.Length && _certain[i].Invoked <= firstAnswer; i++)
        {
            if (at.IsDone(i)) continue;
            candidates.Add(i);
            firstAnswer = Math.Min(firstAnswer, _certain[i].Returned);
        }
        return candidates;
    }

    /// <summary>Whoever got a smaller token of what meets this scope had it before: of each scope the last one.</summary>
    private int[] TakenBefore(int index, Dictionary<Scope, int[]> taken) =>
        _certain[index] is not { Kind: OperationKind.Take, Answer: Answer.Done } operation
            ? []
            : [.. taken.Where(scope => scope.Key.ConflictsWith(operation.Scope)).Select(scope => LastBelow(scope.Value, index)).Where(i => i >= 0)];

    // An equal token is in the way of both, so that nothing explains them.
    private int LastBelow(int[] byToken, int index)
    {
        var (low, high) = (0, byToken.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_certain[byToken[middle]].Token <= _certain[index].Token) low = middle + 1;
            else high = middle;
        }
        low--;
        if (low >= 0 && byToken[low] == index) low--;
        return low >= 0 ? byToken[low] : -1;
    }

    /// <summary>Those who may stand in the queue while this one is refused.</summary>
    private static int[] WaitersDuring(LockOperation refused, (LockOperation Operation, int Name)[] queued)
    {
        if (refused is not { Kind: OperationKind.Take, Answer: Answer.Refused }) return [];
        return
        [
            .. queued.TakeWhile(q => q.Operation.Invoked <= refused.Returned)
                .Where(q => q.Operation.QueuedUntil >= refused.Invoked && q.Operation != refused && q.Operation.Scope.ConflictsWith(refused.Scope))
                .Select(q => q.Name),
        ];
    }

    private bool MayQueue(int refused, Configuration at, long instant) => _waiters[refused].Any(waiter => waiter >= 0
        ? !at.IsDone(waiter) && _certain[waiter].QueuedUntil >= instant
        : (at.Opened >> ~waiter).IsEven && _open[~waiter].QueuedUntil >= instant);

    private string Describe(Configuration at)
    {
        var stuck = Candidates(at, out _).Select(i => "  next could be: " + _certain[i]);
        var held = at.State.Held.Select(h => "  held: " + h);
        // What came shortly before, and what may have happened without an answer: where to look for the reason.
        var before = _certain.Take(at.First).TakeLast(20).Select(o => "  before: " + o);
        var open = _open.Where((o, i) => o.Invoked <= at.Now + Vicinity && o.Invoked > at.Now - Vicinity).TakeLast(20).Select(o => $"  without an answer, queued until {o.QueuedUntil}: {o}");
        return $"{at.First} of {_certain.Length} explained by instant {at.Now}; then\n{string.Join('\n', held.Concat(stuck).Take(40).Concat(before).Concat(open))}";
    }

    /// <summary>What is explained so far: all of the certain ones below <see cref="First"/>, and the set bits from there on.</summary>
    private readonly record struct Configuration(int First, BigInteger Done, BigInteger Opened, LockState State, long Now)
    {
        public bool IsDone(int index) => index < First || !(Done >> (index - First)).IsEven;

        public Configuration With(int index, LockState state, long now)
        {
            var (first, done) = (First, Done | (BigInteger.One << (index - First)));
            while (!done.IsEven)
            {
                done >>= 1;
                first++;
            }
            return this with { First = first, Done = done, State = state, Now = now };
        }
    }
}
