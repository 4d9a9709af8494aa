namespace Tracker.Tests.Locks.Proof;

/// <summary>What the database knows of those whose answers were lost decides what the others may have been told.</summary>
public sealed class LostAnswersTests
{
    private static readonly Scope Shop = new("shop");

    [Theory]
    [InlineData(5_000_000, true)]
    [InlineData(10_000_000, true)]
    [InlineData(10_100_000, false)]
    public void The_place_of_a_waiter_whose_server_died_is_kept_as_long_as_it_said(long asked, bool isPossible)
    {
        AuditRecord[] records = [new(1, 1_000, AuditRecord.Queued, 7, Shop, "gone", 10_001_000, 30_001_000)];
        Assert.Equal(isPossible, IsPossible(asked, records));
    }

    [Fact]
    public void A_place_that_was_left_stands_in_nobodys_way()
    {
        AuditRecord[] records =
        [
            new(1, 1_000, AuditRecord.Queued, 7, Shop, "gone", 10_001_000, 30_001_000),
            new(2, 2_000_000, AuditRecord.Left, 7, Shop, "gone", 10_001_000, 30_001_000),
        ];
        Assert.True(IsPossible(1_500_000, records));
        Assert.False(IsPossible(2_500_000, records));
    }

    [Fact]
    public void Who_was_never_queued_stands_in_nobodys_way() => Assert.False(IsPossible(5_000_000, []));

    /// <summary>Never having had the lock, it is no reason for a lock to be seen, either.</summary>
    [Fact]
    public void Who_only_waited_is_not_seen_to_hold()
    {
        AuditRecord[] records = [new(1, 1_000, AuditRecord.Queued, 7, Shop, "gone", 10_001_000, 30_001_000)];
        var seen = new LockOperation { Kind = OperationKind.Read, Scope = Shop, Answer = Answer.Done, LockId = "a", Token = 3, Invoked = 5_000_000, Returned = 5_001_000 };
        Assert.NotNull(Linearizability.Refute(LostAnswers.Settled([Gone, seen], records)));
    }

    private static LockOperation Gone => new() { Kind = OperationKind.Take, Scope = Shop, Answer = Answer.Unknown, Who = "gone", Invoked = 900, Wait = 30_000_000, QueuedUntil = 15_000_000 };

    /// <summary>Whether a take without waiting may have been refused at this instant, when nobody holds the lock.</summary>
    private static bool IsPossible(long asked, AuditRecord[] records)
    {
        var refused = new LockOperation { Kind = OperationKind.Take, Scope = Shop, Answer = Answer.Refused, Who = "refused", Invoked = asked, Returned = asked + 1_000 };
        return Linearizability.Refute(LostAnswers.Settled([Gone, refused], records)) is null;
    }
}
