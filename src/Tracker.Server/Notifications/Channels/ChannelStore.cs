using System.Data.Common;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Channels;

/// <summary>All the SQL of channels.</summary>
internal static class ChannelStore
{
    private const string Columns = "id, uuid, name, kind, config, summary, enabled, created_by, created_at";

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
        "UPDATE notification_channel SET config = $2, summary = $3, enabled = $4 WHERE id = $1", c.Key, c.Config, c.Summary, c.IsEnabled);

    public static ValueTask<Channel?> FindAsync(IWrite write, Guid id) => write.FirstAsync<Channel?>(Find, Read, id);

    public static Task<Channel?> FindAsync(IDatabase database, Guid id, CancellationToken ct) => database.FirstAsync<Channel?>(Find, Read, ct, id);

    public static ValueTask<Channel?> DeleteAsync(IWrite write, Guid id) =>
        write.FirstAsync<Channel?>($"DELETE FROM notification_channel WHERE uuid = $1 RETURNING {Columns}", Read, id);

    public static ValueTask<long> CountAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM notification_channel", r => r.GetInt64(0));

    public static Task<List<Channel>> ListAsync(IDatabase database, CancellationToken ct) =>
        database.QueryAsync($"SELECT {Columns} FROM notification_channel ORDER BY name", Read, ct);

    private static Channel Read(DbDataReader r) => new(
        r.GetInt64(0), r.GetUuid(1), r.GetString(2), r.GetString(3), r.GetFieldValue<byte[]>(4), r.GetString(5), r.GetBoolean(6), r.GetString(7), r.GetInstant(8));
}
