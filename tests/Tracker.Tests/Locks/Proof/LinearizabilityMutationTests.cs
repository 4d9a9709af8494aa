namespace Tracker.Tests.Locks.Proof;

/// <summary>One lie in a long history of a perfect server, of a kind that cannot be explained, is found wherever it is told.</summary>
public sealed class LinearizabilityMutationTests
{
    private const int Tries = 25;

    private readonly List<LockOperation> _good = new SimulatedLocks(seed: 7, clients: 4, operations: 1_500).Run();

    [Fact]
    public void Somebody_else_got_it_while_it_was_held() => Each(Held(), held =>
        [.. _good, new LockOperation { Kind = OperationKind.Take, Scope = SimulatedLocks.Scope, Answer = Answer.Done, LockId = "stolen", Token = 1_000_000, Invoked = held.From, Returned = held.To }]);

    [Fact]
    public void Two_who_had_it_one_after_the_other_have_their_tokens_exchanged() => Each(
        Successors(),
        pair => [.. _good.Select(o => o == pair.First ? o with { Token = pair.Second.Token } : o == pair.Second ? o with { Token = pair.First.Token } : o)]);

    [Fact]
    public void A_reader_sees_it_free_while_it_was_held() => Each(Held(), held =>
        [.. _good, new LockOperation { Kind = OperationKind.Read, Scope = SimulatedLocks.Scope, Answer = Answer.Gone, Invoked = held.From, Returned = held.To }]);

    [Fact]
    public void A_reader_sees_the_holder_before() => Each(Successors(), pair =>
        [.. _good, new LockOperation
        {
            Kind = OperationKind.Read,
            Scope = SimulatedLocks.Scope,
            Answer = Answer.Done,
            LockId = pair.First.LockId,
            Token = pair.First.Token,
            Invoked = pair.Second.Returned + 1,
            Returned = pair.Second.Returned + 2,
        }]);

    [Fact]
    public void A_release_that_worked_is_said_to_have_found_nothing() => Each(
        _good.Where(o => o is { Kind: OperationKind.Release, Answer: Answer.Done } && o.Returned < End(o.LockId) - 3_000),
        release => [.. _good.Select(o => o == release ? o with { Answer = Answer.Gone } : o)]);

    [Fact]
    public void A_release_that_came_too_late_is_said_to_have_worked() => Each(
        _good.Where(o => o is { Kind: OperationKind.Release, Answer: Answer.Gone } && o.Invoked > End(o.LockId) + 3_000),
        release => [.. _good.Select(o => o == release ? o with { Answer = Answer.Done } : o)]);

    [Fact]
    public void Somebody_is_refused_before_anybody_took_it() => Each(
        [_good.Min(o => o.Invoked)],
        first => [.. _good, new LockOperation { Kind = OperationKind.Take, Scope = SimulatedLocks.Scope, Answer = Answer.Refused, Invoked = first - 10, Returned = first - 1 }]);

    /// <summary>Spans in which one holder certainly had it: from being told so until asking for its release, or until its end.</summary>
    private IEnumerable<(long From, long To)> Held() =>
        from taken in _good
        where taken is { Kind: OperationKind.Take, Answer: Answer.Done }
        let until = _good.Where(o => o.Kind is OperationKind.Release && o.LockId == taken.LockId).Select(o => o.Invoked).Append(taken.ExpiresAt).Min()
        where until - 4_000 > taken.Returned + 1
        select (taken.Returned + 1, until - 4_000);

    private IEnumerable<(LockOperation First, LockOperation Second)> Successors()
    {
        var taken = _good.Where(o => o is { Kind: OperationKind.Take, Answer: Answer.Done }).OrderBy(o => o.Token).ToArray();
        return taken.Zip(taken.Skip(1)).Where(pair => pair.First.Returned < pair.Second.Invoked);
    }

    private long End(string lockId) =>
        _good.Where(o => o.LockId == lockId && o is { Answer: Answer.Done, Kind: OperationKind.Take or OperationKind.Renew }).Max(o => o.ExpiresAt);

    private static void Each<T>(IEnumerable<T> places, Func<T, List<LockOperation>> lie)
    {
        var tried = places.ToArray();
        Assert.NotEmpty(tried);
        foreach (var place in tried.Chunk(Math.Max(1, tried.Length / Tries)).Select(chunk => chunk[0]))
            Assert.StartsWith("Not linearizable", Linearizability.Refute(lie(place)), StringComparison.Ordinal);
    }
}
