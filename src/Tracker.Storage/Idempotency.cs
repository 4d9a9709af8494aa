namespace Tracker.Storage;

/// <summary>Whose key, for which method: the same key of another caller or method is another key.</summary>
public sealed record IdempotencyKey(string Principal, string Method, string Key);

/// <summary>The key was used for another request before.</summary>
public sealed class IdempotencyConflictException(IdempotencyKey key)
    : Exception($"The idempotency key \"{key.Key}\" was already used for a different request of {key.Method}.");

/// <summary>Does something once per key and gives later requests with that key the first one's answer, for a day.</summary>
public sealed class Idempotency(IDatabase database)
{
    private const int PruneChunk = 1000;

    private static readonly SqlText Begin = new(sql => $"""
        INSERT INTO idempotency (principal, method, key, request_hash, at) VALUES ($1, $2, $3, $4, {sql.Now})
        ON CONFLICT DO NOTHING
        """);

    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>
    /// Runs <paramref name="work"/> and stores its answer in the caller's write, or returns what is stored. Of
    /// duplicates at the same time one runs and the others wait for it.
    /// </summary>
    /// <exception cref="IdempotencyConflictException">The key belongs to a request with another hash.</exception>
    public static async ValueTask<byte[]> OnceAsync(IWrite write, IdempotencyKey key, byte[] requestHash, Func<ValueTask<byte[]>> work)
    {
        // First the row, then the work: on PostgreSQL the unique index makes a duplicate wait here, and start over
        // with the answer in sight.
        if (await BeginAsync(write, key, requestHash) is { } stored)
            return stored;

        var answer = await work();
        await AnswerAsync(write, key, answer);
        return answer;
    }

    /// <summary>
    /// For work that is answered in a later write: null when the key is new, else its answer, which is empty until
    /// <see cref="AnswerAsync"/> has stored one.
    /// </summary>
    /// <exception cref="IdempotencyConflictException">The key belongs to a request with another hash.</exception>
    public static async ValueTask<byte[]?> BeginAsync(IWrite write, IdempotencyKey key, byte[] requestHash) =>
        await write.ExecuteAsync(Begin.For(write.Sql), key.Principal, key.Method, key.Key, requestHash) == 1
            ? null
            : await StoredAsync(write, key, requestHash);

    public static ValueTask AnswerAsync(IWrite write, IdempotencyKey key, byte[] answer) => write.SendAsync(
        "UPDATE idempotency SET answer = $4 WHERE principal = $1 AND method = $2 AND key = $3",
        key.Principal, key.Method, key.Key, answer);

    /// <summary>Forgets answers older than <see cref="Kept"/>, in chunks of the low-priority lane. Returns how many.</summary>
    public Task<int> PruneAsync(CancellationToken ct = default) => PruneAsync(Kept, ct);

    /// <summary>The same for another age.</summary>
    public Task<int> PruneAsync(TimeSpan olderThan, CancellationToken ct = default) => Pruning.RunAsync(database, PruneChunk, write => write.ExecuteAsync($"""
        DELETE FROM idempotency WHERE (principal, method, key) IN (
          SELECT principal, method, key FROM idempotency WHERE at < {write.Sql.Now} - $1 ORDER BY at LIMIT {PruneChunk})
        """, (long)olderThan.TotalMicroseconds), ct);

    private static async ValueTask<byte[]> StoredAsync(IWrite write, IdempotencyKey key, byte[] requestHash)
    {
        var (hash, answer) = await write.FirstAsync(
            "SELECT request_hash, answer FROM idempotency WHERE principal = $1 AND method = $2 AND key = $3",
            row => (row.GetFieldValue<byte[]>(0), row.IsDBNull(1) ? [] : row.GetFieldValue<byte[]>(1)),
            key.Principal, key.Method, key.Key);
        return hash.AsSpan().SequenceEqual(requestHash) ? answer : throw new IdempotencyConflictException(key);
    }
}
