using System.Data.Common;
using Tracker.Server.Notifications.Rules;
using Tracker.Server.Operations.Retention;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Deliveries;

/// <summary>A delivery as the log shows it.</summary>
internal sealed record DeliveryEntry(
    long Number, Guid Id, string Channel, string Kind, string Subject, string Title, OutboxState State, int Attempts, DateTimeOffset DueAt, DateTimeOffset CreatedAt);

/// <summary>All the SQL of deliveries, beside the outbox's own.</summary>
internal static class DeliveryStore
{
    private const string Insert = "INSERT INTO notification_delivery(delivery_id, channel, kind, subject, title) VALUES($1, $2, $3, $4, $5)";

    private const string Columns = "o.id, o.delivery_id, d.channel, d.kind, d.subject, d.title, o.state, o.attempts, o.due_at, o.created_at";

    private const string Newest =
        $"""
        SELECT {Columns} FROM outbox o JOIN notification_delivery d ON d.delivery_id = o.delivery_id
        WHERE o.id < $1 AND ($2 < 0 OR o.state = $2) ORDER BY o.id DESC LIMIT $3
        """;

    private const string About =
        $"""
        SELECT {Columns} FROM notification_delivery d JOIN outbox o ON d.delivery_id = o.delivery_id
        WHERE d.subject = $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3
        """;

    private const string ById =
        $"""
        SELECT {Columns} FROM outbox o JOIN notification_delivery d ON d.delivery_id = o.delivery_id WHERE o.delivery_id = $1
        """;

    // With its attempts and what it tells of. What still waits is never pruned.
    private const string DeleteEnded =
        """
        DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE ended_at IS NOT NULL AND ended_at < $1 ORDER BY ended_at LIMIT 500)
        """;

    public static RetentionRule Retention { get; } = new(
        "notifications", "The log of notifications", 30, 1, (write, before) => write.ExecuteAsync(DeleteEnded, before));

    public static async ValueTask EnqueueAsync(IWrite write, Addressee channel, Alert alert)
    {
        var id = await Outbox.EnqueueAsync(write, channel.Kind, channel.Id.ToString(), alert.Write());
        await write.SendAsync(Insert, id, channel.Name, alert.Kind, alert.Subject, alert.Title);
    }

    /// <summary>The newest first, below the number <paramref name="before"/>.</summary>
    public static Task<List<DeliveryEntry>> ListAsync(IDatabase database, OutboxState? state, int limit, long before, CancellationToken ct) =>
        database.QueryAsync(Newest, Read, ct, before, state is { } s ? (int)s : -1, limit);

    public static Task<List<DeliveryEntry>> AboutAsync(IDatabase database, string subject, int limit, long before, CancellationToken ct) =>
        database.QueryAsync(About, Read, ct, subject, before, limit);

    public static Task<DeliveryEntry?> FindAsync(IDatabase database, Guid id, CancellationToken ct) => database.FirstAsync<DeliveryEntry?>(ById, Read, ct, id);

    private static DeliveryEntry Read(DbDataReader r) => new(
        r.GetInt64(0), r.GetUuid(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), (OutboxState)r.GetInt32(6), r.GetInt32(7), r.GetInstant(8), r.GetInstant(9));
}
