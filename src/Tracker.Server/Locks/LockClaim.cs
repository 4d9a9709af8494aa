using System.Security.Cryptography;
using Google.Protobuf;
using Tracker.Protocol.Locks;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>One call for a lock.</summary>
/// <param name="Wait">Zero means not at all.</param>
/// <param name="Key">By which a retry gets the same lock, or its place; null when the caller gave none.</param>
/// <param name="Hash">Of the request, which a retry repeats.</param>
internal sealed record LockClaim(LockRequest Request, Caller Caller, TimeSpan Wait, IdempotencyKey? Key, byte[] Hash)
{
    /// <summary>The key, in the queue.</summary>
    public string? RequestKey => Key is null ? null : $"{Key.Principal}\n{Key.Key}";

    public static Outcome<LockClaim> Of(CreateLockRequest message, Caller caller, EnvironmentNames environments)
    {
        if (!LockRequests.Of(message, environments).TryGet(out var request, out var failure)) return failure;
        if (caller.IdempotencyKey is { Length: > 200 }) return Failure.Invalid("Idempotency-Key may have at most 200 characters.");
        var key = caller.IdempotencyKey is { } text ? new IdempotencyKey(caller.Principal.Id, CreateLockRequest.Descriptor.FullName, text) : null;
        return new LockClaim(request, caller, TimeSpan.FromSeconds(message.WaitSeconds), key, key is null ? [] : SHA256.HashData(message.ToByteArray()));
    }
}

/// <summary>Where a call stands after one look.</summary>
/// <param name="Lock">The lock, if it has it now.</param>
/// <param name="Place">Its place in the queue, if it waits.</param>
/// <param name="Attempt">What stands against it.</param>
internal sealed record LockStep(DeployLock? Lock, LockPlace? Place, LockAttempt? Attempt);
