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
    public static Task<Outcome<T>> TryWriteOnceAsync<T>(
        this IDatabase database, Caller caller, IMessage request, MessageParser<T> parser,
        Func<IWrite, ValueTask<Outcome<T>>> work, CancellationToken ct, Isolation isolation = Isolation.Serializable)
        where T : IMessage<T> =>
        database.TryWriteOnceAsync(caller, request.Descriptor.FullName, request.ToByteArray, answer => answer.ToByteArray(), parser.ParseFrom, work, ct, isolation);

    /// <summary>The same for requests and answers that are no messages.</summary>
    /// <param name="method">What is asked for: the same key for something else is another key.</param>
    /// <param name="request">All that makes it the same request.</param>
    public static async Task<Outcome<T>> TryWriteOnceAsync<T>(
        this IDatabase database, Caller caller, string method, Func<byte[]> request, Func<T, byte[]> write, Func<byte[], T> read,
        Func<IWrite, ValueTask<Outcome<T>>> work, CancellationToken ct, Isolation isolation = Isolation.Serializable)
    {
        if (caller.IdempotencyKey is not { } text) return await database.TryWriteAsync(work, ct, isolation);
        if (text.Length > 200) return Failure.Invalid("Idempotency-Key may have at most 200 characters.");
        var key = new IdempotencyKey(caller.Principal.Id, method, text);
        var hash = SHA256.HashData(request());
        try
        {
            return await database.TryWriteAsync<T>(
                async w =>
                {
                    // The usual call is the first one: its answer need not be read back from its bytes.
                    (bool Ran, T? Answer) first = default;
                    var stored = await Idempotency.OnceAsync(w, key, hash, async () => write((first = (true, Unwrap(await work(w)))).Answer!));
                    return first.Ran ? first.Answer! : read(stored);
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
