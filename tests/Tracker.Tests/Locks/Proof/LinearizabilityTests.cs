namespace Tracker.Tests.Locks.Proof;

/// <summary>The checker itself: it accepts what a correct server answers and finds each kind of lie.</summary>
public sealed class LinearizabilityTests
{
    private const long Start = 1_000_000_000;
    private static readonly Scope Shop = new("shop");

    [Fact]
    public void Nothing_and_one_after_the_other_is_fine() =>
        Accepts(Take("a", 1, 0, 10), Release("a", 20, 30), Take("b", 2, 40, 50), Read("b", 2, 60, 70), Release("b", 80, 90), ReadNothing(100, 110));

    [Fact]
    public void Overlapping_questions_may_have_been_answered_in_any_order() =>
        Accepts(Take("b", 2, 0, 100), Take("a", 1, 5, 90), Release("a", 10, 95), Refused(1, 99), Refused(92, 99));

    [Fact]
    public void Two_holders_at_a_time() => Refutes(Take("a", 1, 0, 10), Take("b", 2, 20, 30), Release("a", 40, 50));

    [Fact]
    public void A_token_that_goes_back() => Refutes(Take("a", 2, 0, 10), Release("a", 20, 30), Take("b", 1, 40, 50));

    [Fact]
    public void The_same_token_twice() => Refutes(Take("a", 1, 0, 10), Release("a", 20, 30), Take("b", 1, 40, 50));

    [Fact]
    public void A_release_of_what_was_never_taken() => Refutes(Release("a", 0, 10));

    [Fact]
    public void A_second_release_that_is_said_to_have_worked() => Refutes(Take("a", 1, 0, 10), Release("a", 20, 30), Release("a", 40, 50));

    [Fact]
    public void A_release_of_a_held_lock_that_is_said_to_be_unknown() =>
        Refutes(Take("a", 1, 0, 10), Release("a", 20, 30) with { Answer = Answer.Gone }, Release("a", 40, 50));

    [Fact]
    public void Refused_while_it_is_free_and_nobody_waits() => Refutes(Take("a", 1, 0, 10), Release("a", 20, 30), Refused(40, 50));

    [Fact]
    public void Refused_for_one_who_waits_is_fine_but_only_while_he_does()
    {
        LockOperation[] waited = [Take("a", 1, 0, 10), Release("a", 20, 30), Take("b", 2, 15, 60) with { QueuedUntil = 60 }];
        Accepts([.. waited, Refused(40, 50)]);
        Refutes([.. waited, Release("b", 61, 62), Refused(70, 80)]);
    }

    [Fact]
    public void A_stale_read() => Refutes(Take("a", 1, 0, 10), Release("a", 20, 30), Take("b", 2, 40, 50), Read("a", 1, 60, 70));

    [Fact]
    public void A_read_of_nothing_while_it_is_held() => Refutes(Take("a", 1, 0, 10), ReadNothing(20, 30), Release("a", 40, 50));

    [Fact]
    public void A_read_with_another_token() => Refutes(Take("a", 1, 0, 10), Read("a", 7, 20, 30));

    [Fact]
    public void Taken_over_when_the_time_is_up_and_not_before()
    {
        Accepts(Take("a", 1, 0, 10, ttl: 100), Take("b", 2, 90, 120));
        Refutes(Take("a", 1, 0, 10, ttl: 100), Take("b", 2, 80, 90));
        Refutes(Take("a", 1, 0, 10, ttl: 100), Refused(120, 130));
        Refutes(Take("a", 1, 0, 10, ttl: 100), Release("a", 120, 130));
    }

    [Fact]
    public void A_renewal_keeps_it_and_what_has_ended_is_not_renewed()
    {
        Accepts(Take("a", 1, 0, 10, ttl: 100), Renew("a", 50, 60, ttl: 100), Refused(140, 145), Take("b", 2, 140, 170));
        Refutes(Take("a", 1, 0, 10, ttl: 100), Renew("a", 50, 60, ttl: 100), Take("b", 2, 130, 140));
        Refutes(Take("a", 1, 0, 10, ttl: 100), Renew("a", 120, 130, ttl: 100));
    }

    [Fact]
    public void An_answer_that_never_came_may_mean_either()
    {
        var lost = Take("", 0, 0, 0) with { Answer = Answer.Unknown, Returned = LockOperation.Never };
        Accepts(lost, Refused(10, 20));
        Accepts(lost, Take("b", 1, 10, 20));
        Accepts(lost, Take("b", 1, 10, 20), Release("b", 30, 40), Refused(50, 60));
        Refutes(lost, Take("b", 1, 10, 20), Take("c", 2, 30, 40), Release("b", 50, 60));
        var released = Release("a", 20, 20) with { Answer = Answer.Unknown, Returned = LockOperation.Never };
        Accepts(Take("a", 1, 0, 10), released, Take("b", 2, 30, 40));
        Accepts(Take("a", 1, 0, 10), released, Refused(30, 40), Take("b", 2, 50, 60));
        Refutes(Take("a", 1, 0, 10), released, Take("b", 2, 30, 40), Refused(50, 60), Release("b", 70, 80), Refused(90, 100));
    }

    [Fact]
    public void A_lock_of_everything_meets_each_lock()
    {
        var all = new Scope("*", "*", "*");
        var blog = new Scope("blog");
        Accepts(Take("a", 1, 0, 10), Take("b", 2, 0, 10) with { Scope = blog }, Release("a", 20, 30), Release("b", 20, 30) with { Scope = blog }, Take("c", 3, 25, 40) with { Scope = all });
        Accepts(Take("b", 2, 0, 10), Take("a", 1, 20, 30) with { Scope = blog });
        Refutes(Take("a", 1, 0, 10), Take("c", 2, 20, 30) with { Scope = all });
        Refutes(Take("c", 1, 0, 10) with { Scope = all }, Take("a", 2, 20, 30));
        Refutes(Take("c", 5, 0, 10) with { Scope = all }, Release("c", 20, 30) with { Scope = all }, Take("a", 2, 40, 50));
    }

    [Theory]
    [InlineData(1, 8, 400, 0)]
    [InlineData(2, 64, 4_000, 0)]
    [InlineData(3, 64, 4_000, 2)]
    [InlineData(4, 16, 10_000, 1)]
    public void What_a_perfect_server_answers_passes(int seed, int clients, int operations, int lost)
    {
        var history = new SimulatedLocks(seed, clients, operations) { Lost = lost }.Run();
        Assert.True(history.Count > operations * 0.8, $"{history.Count} operations");
        Assert.Null(Linearizability.Refute(history));
    }

    [Fact]
    public void Small_histories_are_judged_as_by_trying_every_order()
    {
        var (accepted, refused) = (0, 0);
        for (var seed = 0; seed < 3_000; seed++)
        {
            var history = RandomHistory(new Random(seed));
            var expected = EveryOrder.Explains(history);
            Assert.True(expected == (Linearizability.Refute(history, TimeSpan.Zero) is null), $"seed {seed}, explained: {expected}\n{string.Join('\n', history)}");
            if (expected) accepted++;
            else refused++;
        }
        // Both verdicts must have been exercised.
        Assert.True(accepted > 150 && refused > 150, $"{accepted} accepted, {refused} refused");
    }

    private static List<LockOperation> RandomHistory(Random random)
    {
        var history = new List<LockOperation>();
        var count = random.Next(2, 7);
        for (var i = 0; i < count; i++)
        {
            var invoked = random.Next(0, 60);
            var returned = invoked + random.Next(1, 60);
            var id = $"{(char)('a' + random.Next(3))}";
            var operation = random.Next(9) switch
            {
                <= 2 when history.All(o => o.Kind != OperationKind.Take || o.LockId != id) =>
                    Take(id, random.Next(1, 4), invoked, returned, random.Next(2) * 40),
                3 or 4 => Release(id, invoked, returned),
                5 => Renew(id, invoked, returned, ttl: 40),
                6 => Read(id, history.FirstOrDefault(o => o.LockId == id && o.Token > 0)?.Token ?? 1, invoked, returned),
                7 => ReadNothing(invoked, returned),
                _ => Refused(invoked, returned),
            };
            if (operation.Kind is OperationKind.Release && random.Next(3) == 0) operation = operation with { Answer = Answer.Gone };
            if (operation.Kind is OperationKind.Take && random.Next(4) == 0) operation = operation with { QueuedUntil = operation.Returned };
            if (operation.Kind is not OperationKind.Read && random.Next(8) == 0)
                operation = operation with { Answer = Answer.Unknown, Returned = LockOperation.Never, LockId = operation.Kind == OperationKind.Take ? "" : id, ExpiresAt = LockOperation.Never, Token = 0 };
            history.Add(operation);
        }
        return history;
    }

    private static void Accepts(params LockOperation[] history) => Assert.Null(Linearizability.Refute(history, TimeSpan.Zero));

    private static void Refutes(params LockOperation[] history) => Assert.StartsWith("Not linearizable", Linearizability.Refute(history, TimeSpan.Zero), StringComparison.Ordinal);

    private static LockOperation Take(string id, long token, long from, long to, long ttl = 0) => Of(OperationKind.Take, id, from, to) with
    {
        Token = token,
        Ttl = ttl,
        ExpiresAt = ttl == 0 ? LockOperation.Never : Start + from + ttl,
    };

    private static LockOperation Release(string id, long from, long to) => Of(OperationKind.Release, id, from, to);

    private static LockOperation Renew(string id, long from, long to, long ttl) => Of(OperationKind.Renew, id, from, to) with { Ttl = ttl, ExpiresAt = Start + from + ttl };

    private static LockOperation Read(string id, long token, long from, long to) => Of(OperationKind.Read, id, from, to) with { Token = token };

    private static LockOperation ReadNothing(long from, long to) => Of(OperationKind.Read, "", from, to) with { Answer = Answer.Gone };

    private static LockOperation Refused(long from, long to) => Of(OperationKind.Take, "", from, to) with { Answer = Answer.Refused };

    private static LockOperation Of(OperationKind kind, string id, long from, long to) =>
        new() { Kind = kind, Scope = Shop, Answer = Answer.Done, LockId = id, Invoked = Start + from, Returned = Start + to };
}
