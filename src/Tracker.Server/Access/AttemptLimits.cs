using System.Threading.RateLimiting;
using Tracker.Rpc;
using Tracker.Server.Access.Users;
using Tracker.Server.Operations;

namespace Tracker.Server.Access;

/// <summary>How often a password may be tried: for one account, and from one address. Counted in each process.</summary>
public sealed class AttemptLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _pairs = Limiter(10);
    private readonly PartitionedRateLimiter<string> _addresses = Limiter(50);

    // Wider than that of one address, so that a stranger cannot keep somebody out so easily.
    private readonly PartitionedRateLimiter<string> _accounts = Limiter(200);

    /// <summary>Counts one attempt; why it is refused when there were too many.</summary>
    public Failure? Check(string name, string address)
    {
        var account = User.Fold(name);
        using var byAddress = _addresses.AttemptAcquire(address);
        using var byPair = _pairs.AttemptAcquire($"{account}\n{address}");
        using var byAccount = _accounts.AttemptAcquire(account);
        return byAddress.IsAcquired && byPair.IsAcquired && byAccount.IsAcquired
            ? null
            : new Failure(RpcCode.ResourceExhausted, "Too many attempts; try again in a minute.");
    }

    public void Dispose()
    {
        _pairs.Dispose();
        _accounts.Dispose();
        _addresses.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int attempts) => PartitionedRateLimiter.Create<string, string>(partition =>
        RateLimitPartition.GetSlidingWindowLimiter(partition, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = attempts,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));
}
