using System.Security.Cryptography;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Api;

/// <summary>
/// When a request counts as received. Messages that say their time are told from others by it, so sending them again does no
/// harm; those that do not are the same messages again when the repeat of a request, under its idempotency key, is received
/// when the first one was.
/// </summary>
internal sealed class ReceptionTimes(IDatabase database, TimeProvider clock)
{
    /// <summary>Unix microseconds.</summary>
    /// <param name="request">What is asked for, as a name under which the caller's key counts.</param>
    public async Task<Outcome<long>> OfAsync(Caller caller, string request, byte[] body, CancellationToken ct)
    {
        var now = Instant.ToMicroseconds(clock.GetUtcNow());
        if (caller.IdempotencyKey is not { } text) return now;
        if (text.Length > 200) return Failure.Invalid("Idempotency-Key may have at most 200 characters.");
        try
        {
            return BitConverter.ToInt64(await database.WriteAsync(
                write => Idempotency.OnceAsync(
                    write, new(caller.Principal.Id, request, text), SHA256.HashData(body), () => ValueTask.FromResult(BitConverter.GetBytes(now))),
                ct));
        }
        catch (IdempotencyConflictException)
        {
            return new Failure(RpcCode.FailedPrecondition, "This Idempotency-Key was used for another request; take a new one.") { HttpStatus = 422 };
        }
    }
}
