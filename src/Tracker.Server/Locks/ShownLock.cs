using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

/// <summary>
/// A lock that a caller shows by its token, to do under it what needs the lock. Everybody may read tokens, which are there for fencing: what
/// proves that the lock is the caller's are the credentials that it was taken with, as where it is released.
/// </summary>
internal static class ShownLock
{
    private const int Conflict = 409;

    public static Outcome<HeldLock> Check(HeldLock? held, Caller caller)
    {
        if (held is null or { IsExpired: true }) return Refused("no lock with this token is held: it was released, moved or forced, or has expired.");
        return held.IsOf(caller.Principal)
            ? held
            : new Failure(RpcCode.PermissionDenied, $"lockToken: {held.Describe()} with the credentials {held.PrincipalName}: only they may go on under it.");
    }

    public static Failure OfElse(LockScope shown, LockScope needed) => Refused($"the lock is of {shown}, and what is needed is {needed}.");

    private static Failure Refused(string why) => new(RpcCode.FailedPrecondition, "lockToken: " + why) { HttpStatus = Conflict };
}
