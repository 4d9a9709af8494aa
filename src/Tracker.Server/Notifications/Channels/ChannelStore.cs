using System.Data.Common;
using Tracker.Server.Notifications.Rules;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Channels;

/// <summary>All the SQL of channels.</summary>
internal static class ChannelStore
{
    private const string Columns = "id, uuid, name, kind, config, summary, enabled, created_by, created_at, dropped, dropped_at";

    private const string Insert =
        $"""
        INSERT INTO notification_channel(uuid, name, kind, config, summary, enabled, created_by, created_at) VALUES($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT(name) DO NOTHING RETURNING {Columns}
        """;

    private const string Find = $"SELECT {Columns} FROM notification_channel WHERE uuid = $1";

    /// <summary>Null when the name is taken.</summary>
    public static ValueTask<Channel?> InsertAsync(IWrite write, Channel c) =>
        write.FirstAsync<Channel?>(Insert, Read, c.Id, c.Name, c.Kind, c.Config, c.Summary, c.IsEnabled, c.CreatedBy, c.CreatedAt);

    public static async ValueTask UpdateAsync(IWrite write, Channel c) => await write.ExecuteAsync(
        "UPDATE notification_channel SET name = $2, config = $3, summary = $4, enabled = $5 WHERE id = $1", c.Key, c.Name, c.Config, c.Summary, c.IsEnabled);

    public static ValueTask<bool> IsNameTakenAsync(IWrite write, string name, Guid byOtherThan) =>
        write.FirstAsync("SELECT 1 FROM notification_channel WHERE name = $1 AND uuid <> $2", _ => true, name, byOtherThan);

    public static async ValueTask AddDroppedAsync(IWrite write, Guid id, long count, DateTimeOffset at) => await write.ExecuteAsync(
        "UPDATE notification_channel SET dropped = dropped + $2, untold = untold + $2, dropped_at = $3 WHERE uuid = $1", id, count, at);

    /// <summary>Those that were not told yet what they did not get.</summary>
    public static Task<List<Addressee>> UntoldAsync(IDatabase database, CancellationToken ct) => database.QueryAsync(
        "SELECT uuid, name, kind FROM notification_channel WHERE untold > 0 AND enabled", r => new Addressee(r.GetUuid(0), r.GetString(1), r.GetString(2)), ct);

    /// <summary>How many alerts it did not get and was not told of; after this it counts as told.</summary>
    public static async ValueTask<long> TakeUntoldAsync(IWrite write, Guid id)
    {
        var count = await write.FirstAsync("SELECT untold FROM notification_channel WHERE uuid = $1", r => r.GetInt64(0), id);
        return count > 0 && await write.ExecuteAsync("UPDATE notification_channel SET untold = 0 WHERE uuid = $1 AND untold = $2", id, count) == 1 ? count : 0;
    }

    public static ValueTask<Channel?> FindAsync(IWrite write, Guid id) => write.FirstAsync<Channel?>(Find, Read, id);

    public static Task<Channel?> FindAsync(IDatabase database, Guid id, CancellationToken ct) => database.FirstAsync<Channel?>(Find, Read, ct, id);

    public static ValueTask<Channel?> DeleteAsync(IWrite write, Guid id) =>
        write.FirstAsync<Channel?>($"DELETE FROM notification_channel WHERE uuid = $1 RETURNING {Columns}", Read, id);

    public static ValueTask<long> CountAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM notification_channel", r => r.GetInt64(0));

    public static Task<List<Channel>> ListAsync(IDatabase database, CancellationToken ct) =>
        database.QueryAsync($"SELECT {Columns} FROM notification_channel ORDER BY name", Read, ct);

    private static Channel Read(DbDataReader r) => new(
        r.GetInt64(0), r.GetUuid(1), r.GetString(2), r.GetString(3), r.GetFieldValue<byte[]>(4), r.GetString(5), r.GetBoolean(6), r.GetString(7), r.GetInstant(8),
        r.GetInt64(9), r.GetInstantOrNull(10));
}
