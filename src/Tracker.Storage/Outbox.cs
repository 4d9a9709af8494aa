using System.Data.Common;

namespace Tracker.Storage;

public enum OutboxState
{
    Waiting = 0,
    Delivered = 1,
    Dead = 2,
}

public enum OutboxOutcome
{
    Delivered = 1,
    Retried = 2,
    GivenUp = 3,
}

/// <summary>Something to be sent out, as it was written with the change it tells of.</summary>
/// <param name="Number">Its place in the outbox.</param>
/// <param name="DeliveryId">The same at every attempt, so that a receiver can tell a repeat.</param>
/// <param name="Kind">Which worker's: webhook, slack, …</param>
/// <param name="Attempts">How many have ended.</param>
/// <param name="Claim">The claim's growing token: what a worker reports counts only while the claim is its own.</param>
public sealed record OutboxDelivery(
    long Number, Guid DeliveryId, string Kind, string Target, string Payload, OutboxState State, int Attempts, long Claim, DateTimeOffset DueAt, DateTimeOffset CreatedAt);

/// <summary>How many deliveries to a target may be claimed.</summary>
public sealed record OutboxRoom(string Target, int Limit);

/// <summary>One attempt at a delivery and what came of it.</summary>
public sealed record OutboxAttempt(long Number, DateTimeOffset At, OutboxOutcome Outcome, string Detail);

/// <summary>What leaves the server, written in the transaction of the change it tells of and delivered at least once.</summary>
public sealed class Outbox(IDatabase database)
{
    public const int MaxDetailLength = 2000;

    private const int PruneChunk = 500;

    private const string Columns = "id, delivery_id, kind, target, payload, state, attempts, claim, due_at, created_at";

    private static readonly SqlText Enqueue = new(sql => $"""
        INSERT INTO outbox (delivery_id, kind, target, payload, due_at, created_at)
        VALUES ($1, $2, $3, $4, {sql.Now} + $5, {sql.Now})
        """);

    private static readonly SqlText Claim = new(sql => $"""
        UPDATE outbox SET claim = claim + 1, claimed_by = $4, due_at = {sql.Now} + $3
        WHERE id IN (
          SELECT id FROM outbox WHERE state = 0 AND target = $1 AND due_at <= (SELECT {sql.Now}) ORDER BY due_at, id LIMIT $2 {sql.ForUpdateSkipLocked})
        RETURNING {Columns}
        """);

    // From one target to the next along the index, however many wait for each.
    private static readonly SqlText Due = new(sql => $"""
        WITH RECURSIVE line(target) AS (
          SELECT min(target) FROM outbox WHERE state = 0
          UNION ALL
          SELECT (SELECT min(o.target) FROM outbox o WHERE o.state = 0 AND o.target > line.target) FROM line WHERE line.target IS NOT NULL)
        SELECT target FROM line
        WHERE target IS NOT NULL AND EXISTS (SELECT 1 FROM outbox o WHERE o.state = 0 AND o.target = line.target AND o.due_at <= (SELECT {sql.Now}))
        """);

    private static readonly SqlText Revive = new(sql => $"""
        UPDATE outbox SET state = 0, attempts = 0, claim = claim + 1, ended_at = NULL, due_at = {sql.Now} WHERE delivery_id = $1 AND state = 2
        """);

    /// <summary>Returns the delivery's id.</summary>
    public static async ValueTask<Guid> EnqueueAsync(IWrite write, string kind, string target, string payload, TimeSpan delay = default)
    {
        var id = Guid.CreateVersion7();
        await write.SendAsync(Enqueue.For(write.Sql), id, kind, target, payload, (long)delay.TotalMicroseconds);
        return id;
    }

    /// <summary>
    /// The oldest that are due, as many for each target as there is room for, which nobody else gets before
    /// <paramref name="claimFor"/> is over; choose that longer than an attempt may take.
    /// </summary>
    public Task<IReadOnlyList<OutboxDelivery>> ClaimAsync(IReadOnlyList<OutboxRoom> rooms, TimeSpan claimFor, string worker, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(claimFor, TimeSpan.Zero);
        return database.WriteAsync<IReadOnlyList<OutboxDelivery>>(async write =>
        {
            var claimed = new List<OutboxDelivery>();
            foreach (var room in rooms.OrderBy(r => r.Target, StringComparer.Ordinal))
                claimed.AddRange(await write.QueryAsync(Claim.For(write.Sql), ReadDelivery, room.Target, room.Limit, (long)claimFor.TotalMicroseconds, worker));
            claimed.Sort((a, b) => a.Number.CompareTo(b.Number));
            return claimed;
        }, ct);
    }

    /// <summary>The targets for which something is due: a reader's question, where nothing is to be written.</summary>
    public Task<List<string>> DueTargetsAsync(CancellationToken ct = default) => database.QueryAsync(Due.For(database.Sql), row => row.GetString(0), ct);

    /// <summary>How many have not ended, by target; no more than <paramref name="most"/> are counted in all.</summary>
    public Task<List<(string Target, long Waiting)>> CountWaitingAsync(long most, CancellationToken ct = default) => database.QueryAsync(
        "SELECT target, count(*) FROM (SELECT target FROM outbox WHERE state = 0 LIMIT $1) AS waiting GROUP BY target",
        row => (row.GetString(0), row.GetInt64(1)), ct, most);

    /// <summary>Makes what was given up due again, under the same id and with all its attempts to come. False when there is no such.</summary>
    public static async ValueTask<bool> ReviveAsync(IWrite write, Guid deliveryId) => await write.ExecuteAsync(
        Revive.For(write.Sql), deliveryId) == 1;

    /// <summary>It arrived. False when the claim had run out and another worker has it.</summary>
    public Task<bool> CompleteAsync(OutboxDelivery delivery, string detail, CancellationToken ct = default) =>
        EndAsync(delivery, OutboxState.Delivered, OutboxOutcome.Delivered, detail, ct);

    /// <summary>It failed and is due again after <paramref name="backOff"/>. False when the claim had run out and another worker has it.</summary>
    public Task<bool> RetryAsync(OutboxDelivery delivery, TimeSpan backOff, string detail, CancellationToken ct = default) =>
        database.WriteAsync(async write =>
            await write.ExecuteAsync($"""
                UPDATE outbox SET attempts = attempts + 1, claimed_by = NULL, claim = claim + 1, due_at = {write.Sql.Now} + $3
                WHERE id = $1 AND claim = $2 AND state = 0
                """, delivery.Number, delivery.Claim, (long)backOff.TotalMicroseconds) == 1
            && await RecordAsync(write, delivery, OutboxOutcome.Retried, detail), ct);

    /// <summary>It failed for the last time. False when the claim had run out and another worker has it.</summary>
    public Task<bool> DeadLetterAsync(OutboxDelivery delivery, string detail, CancellationToken ct = default) =>
        EndAsync(delivery, OutboxState.Dead, OutboxOutcome.GivenUp, detail, ct);

    /// <summary>Deliveries of a state, newest first, below the number <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<OutboxDelivery>> ListAsync(OutboxState state, int limit, long before = long.MaxValue, CancellationToken ct = default)
    {
        await using var connection = await database.OpenReadAsync(ct);
        return await connection.QueryAsync(
            $"SELECT {Columns} FROM outbox WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3", ReadDelivery, ct, (int)state, before, limit);
    }

    /// <summary>A delivery's attempts, oldest first, above the number <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<OutboxAttempt>> AttemptsAsync(Guid deliveryId, int limit, long after = 0, CancellationToken ct = default)
    {
        await using var connection = await database.OpenReadAsync(ct);
        return await connection.QueryAsync("""
            SELECT a.id, a.at, a.outcome, a.detail FROM outbox_attempt AS a JOIN outbox AS o ON o.id = a.outbox_id
            WHERE o.delivery_id = $1 AND a.id > $2 ORDER BY a.id LIMIT $3
            """, row => new OutboxAttempt(row.GetInt64(0), row.GetInstant(1), (OutboxOutcome)row.GetInt32(2), row.GetString(3)), ct, deliveryId, after, limit);
    }

    /// <summary>Deletes deliveries that ended longer ago, with their attempts, in chunks of the low-priority lane. Returns how many.</summary>
    public Task<int> PruneAsync(TimeSpan olderThan, CancellationToken ct = default) => Pruning.RunAsync(database, PruneChunk, write => write.ExecuteAsync($"""
        DELETE FROM outbox WHERE id IN (
          SELECT id FROM outbox WHERE ended_at IS NOT NULL AND ended_at < {write.Sql.Now} - $1 ORDER BY ended_at LIMIT {PruneChunk})
        """, (long)olderThan.TotalMicroseconds), ct);

    private Task<bool> EndAsync(OutboxDelivery delivery, OutboxState state, OutboxOutcome outcome, string detail, CancellationToken ct) =>
        database.WriteAsync(async write =>
            await write.ExecuteAsync($"""
                UPDATE outbox SET state = $3, attempts = attempts + 1, claimed_by = NULL, ended_at = {write.Sql.Now}
                WHERE id = $1 AND claim = $2 AND state = 0
                """, delivery.Number, delivery.Claim, (int)state) == 1
            && await RecordAsync(write, delivery, outcome, detail), ct);

    private static async ValueTask<bool> RecordAsync(IWrite write, OutboxDelivery delivery, OutboxOutcome outcome, string detail) =>
        await write.ExecuteAsync(
            $"INSERT INTO outbox_attempt (outbox_id, at, outcome, detail) VALUES ($1, {write.Sql.Now}, $2, $3)",
            delivery.Number, (int)outcome, detail.Length > MaxDetailLength ? detail[..MaxDetailLength] : detail) == 1;

    private static OutboxDelivery ReadDelivery(DbDataReader row) => new(
        row.GetInt64(0), row.GetUuid(1), row.GetString(2), row.GetString(3), row.GetString(4), (OutboxState)row.GetInt32(5),
        row.GetInt32(6), row.GetInt64(7), row.GetInstant(8), row.GetInstant(9));
}
