namespace Tracker.Tests.Locks.Proof;

/// <summary>What a database's records of a race may not show.</summary>
public sealed class LockAuditRulesTests
{
    private const long Second = 1_000_000;

    private readonly List<AuditRecord> _records = [];
    private readonly List<LockOperation> _history = [];

    [Fact]
    public void One_after_the_other_in_order_of_arrival_is_fine()
    {
        Add(1, AuditRecord.Taken, 1, "a", 30);
        Add(2, AuditRecord.Queued, 1, "b", 12);
        Add(3, AuditRecord.Queued, 2, "c", 13);
        Released("a", 4);
        Add(4, AuditRecord.Ended, 1, "a", 30);
        Add(4, AuditRecord.Taken, 2, "b", 30);
        Add(4, AuditRecord.Left, 1, "b", 12);
        Add(30, AuditRecord.Ended, 2, "b", 30);
        Add(30, AuditRecord.Taken, 3, "d", 60);
        Assert.Empty(Violations());
    }

    [Fact]
    public void Two_at_a_time()
    {
        Add(1, AuditRecord.Taken, 1, "a", 30);
        Add(2, AuditRecord.Taken, 2, "b", 30);
        Assert.Contains("was taken while", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void One_who_renewed_is_still_there()
    {
        Add(1, AuditRecord.Taken, 1, "a", 3);
        Add(2, AuditRecord.Renewed, 1, "a", 9);
        Add(5, AuditRecord.Taken, 2, "b", 30);
        Assert.Contains("was taken while", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_of_everything_beside_another()
    {
        Add(1, AuditRecord.Taken, 1, "a", 30);
        Add(2, AuditRecord.Taken, 2, "b", 30, new Scope("*", "*", "*"));
        Assert.Contains("was taken while", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_does_not_grow()
    {
        Add(1, AuditRecord.Taken, 5, "a", 2);
        Add(3, AuditRecord.Taken, 4, "b", 30);
        Assert.Contains("no greater token", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_before_its_time_that_nobody_asked_for()
    {
        Add(1, AuditRecord.Taken, 1, "a", 30);
        Released("a", 9);
        Add(3, AuditRecord.Ended, 1, "a", 30);
        Assert.Contains("before its time", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c", 13)]
    [InlineData("one who did not wait", 13)]
    public void Somebody_who_overtakes(string who, long alive)
    {
        Add(2, AuditRecord.Queued, 1, "b", alive);
        Add(3, AuditRecord.Queued, 2, "c", 13);
        Add(4, AuditRecord.Taken, 1, who, 30);
        Assert.Contains(Violations(), v => v.Contains("overtook", StringComparison.Ordinal));
    }

    [Fact]
    public void A_waiter_whose_server_is_gone_may_be_overtaken_and_one_that_was_kept_may_not()
    {
        Add(2, AuditRecord.Queued, 1, "b", 12);
        Add(13, AuditRecord.Taken, 1, "c", 14);
        Assert.Empty(Violations());
        _records.Clear();
        Add(2, AuditRecord.Queued, 1, "b", 12);
        Add(4, AuditRecord.Stayed, 1, "b", 14);
        Add(13, AuditRecord.Taken, 1, "c", 14);
        Assert.Contains("overtook", Assert.Single(Violations()), StringComparison.Ordinal);
    }

    private List<string> Violations() => LockAuditRules.Violations(_records, _history);

    private void Released(string who, long at) => _history.Add(new LockOperation
    {
        Kind = OperationKind.Release,
        Scope = new Scope("shop"),
        Who = who,
        Answer = Answer.Done,
        Invoked = (at * Second) - 1,
        Returned = (at * Second) + 1,
    });

    private void Add(long at, string what, long id, string who, long until, Scope? scope = null) =>
        _records.Add(new AuditRecord(_records.Count, at * Second, what, id, scope ?? new Scope("shop"), who, until * Second, 60 * Second));
}
