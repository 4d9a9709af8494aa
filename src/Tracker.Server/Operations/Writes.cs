using System.Security.Cryptography;
using Google.Protobuf;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Storage;

namespace Tracker.Server.Operations;

/// <summary>Writes that may be refused: a failure undoes everything the work did.</summary>
public static class Writes
{
    public static async Task<Outcome<T>> TryWriteAsync<T>(
        this IDatabase database, Func<IWrite, ValueTask<Outcome<T>>> work, CancellationToken ct, Isolation isolation = Isolation.Serializable)
    {
        try
        {
            return await database.WriteAsync(isolation, async write => Unwrap(await work(write)), ct);
        }
        catch (RefusedException refused)
        {
            return refused.Failure;
        }
    }

    /// <summary>
    /// The same for work that answers a message and must happen once however often the caller sends it: a repeat under
    /// the caller's idempotency key gets the first answer.
    /// </summary>
    public static async Task<Outcome<T>> TryWriteOnceAsync<T>(
        this IDatabase database, Caller caller, IMessage request, MessageParser<T> parser,
        Func<IWrite, ValueTask<Outcome<T>>> work, CancellationToken ct, Isolation isolation = Isolation.Serializable)
        where T : IMessage<T>
    {
        if (caller.IdempotencyKey is not { } text) return await database.TryWriteAsync(work, ct, isolation);
        if (text.Length > 200) return Failure.Invalid("Idempotency-Key may have at most 200 characters.");
        var key = new IdempotencyKey(caller.Principal.Id, request.Descriptor.FullName, text);
        var hash = SHA256.HashData(request.ToByteArray());
        try
        {
            return await database.TryWriteAsync<T>(
                async write =>
                {
                    // The usual call is the first one: its answer need not be read back from its bytes.
                    T? first = default;
                    var stored = await Idempotency.OnceAsync(write, key, hash, async () => (first = Unwrap(await work(write))).ToByteArray());
                    return first ?? parser.ParseFrom(stored);
                },
                ct, isolation);
        }
        catch (IdempotencyConflictException)
        {
            return new Failure(RpcCode.FailedPrecondition, "This Idempotency-Key was used for another request; take a new one.") { HttpStatus = 422 };
        }
    }

    private static T Unwrap<T>(Outcome<T> outcome) => outcome.TryGet(out var value, out var failure) ? value : throw new RefusedException(failure);

    /// <summary>Carries a failure out of a write, so that the store undoes it.</summary>
    private sealed class RefusedException(Failure failure) : Exception(failure.Message)
    {
        public Failure Failure => failure;
    }
}
