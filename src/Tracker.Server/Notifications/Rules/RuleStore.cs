using System.Data.Common;
using System.Text.Json;
using Tracker.Server.Activity;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Rules;

/// <summary>All the SQL of rules.</summary>
internal static class RuleStore
{
    private const string Active =
        """
        SELECT c.uuid, c.name, c.kind, r.kinds, r.service, r.environment, r.tag, r.subject, r.severity
        FROM notification_rule r JOIN notification_channel c ON c.id = r.channel_id
        WHERE c.enabled ORDER BY c.id, r.id
        """;

    private const string Insert =
        """
        INSERT INTO notification_rule(uuid, channel_id, kinds, service, environment, tag, subject, severity, created_at)
        SELECT $1, id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS INTEGER), CAST($9 AS BIGINT)
        FROM notification_channel WHERE uuid = $2
        """;

    private const string Update =
        """
        UPDATE notification_rule SET channel_id = c.id, kinds = $3, service = $4, environment = $5, tag = $6, subject = $7, severity = $8
        FROM notification_channel c WHERE notification_rule.uuid = $1 AND c.uuid = $2
        """;

    private const string Select =
        """
        SELECT r.uuid, c.uuid, c.name, r.kinds, r.service, r.environment, r.tag, r.subject, r.severity, r.created_at
        FROM notification_rule r JOIN notification_channel c ON c.id = r.channel_id
        """;

    private const string List = $"{Select} ORDER BY c.name, r.id LIMIT $1 OFFSET $2";

    private const string ById = $"{Select} WHERE r.uuid = $1";

    public static ValueTask<bool> AnyAsync(IWrite write) => write.FirstAsync("SELECT 1 FROM notification_rule LIMIT 1", _ => true);

    public static ValueTask<List<ActiveRule>> ActiveAsync(IWrite write) => write.QueryAsync(Active, ReadActive);

    public static Task<List<ActiveRule>> ActiveAsync(IDatabase database, CancellationToken ct) => database.QueryAsync(Active, ReadActive, ct);

    public static Task<long> RevisionAsync(IDatabase database, CancellationToken ct) =>
        database.FirstAsync("SELECT revision FROM notification_revision WHERE id = 1", r => r.GetInt64(0), ct);

    /// <summary>Belongs into every write that changes what is sent where.</summary>
    public static async ValueTask ReviseAsync(IWrite write) => await write.ExecuteAsync("UPDATE notification_revision SET revision = revision + 1 WHERE id = 1");

    /// <summary>False when there is no such channel.</summary>
    public static async ValueTask<bool> InsertAsync(IWrite write, AlertRule r) => await write.ExecuteAsync(
        Insert, r.Id, r.ChannelId, JsonSerializer.Serialize(r.Kinds), r.Service, r.Environment, r.Tag, r.Subject, (int)r.Severity, r.CreatedAt) == 1;

    /// <summary>False when there is no such channel.</summary>
    public static async ValueTask<bool> UpdateAsync(IWrite write, AlertRule r) => await write.ExecuteAsync(
        Update, r.Id, r.ChannelId, JsonSerializer.Serialize(r.Kinds), r.Service, r.Environment, r.Tag, r.Subject, (int)r.Severity) == 1;

    public static async ValueTask<bool> DeleteAsync(IWrite write, Guid id) => await write.ExecuteAsync("DELETE FROM notification_rule WHERE uuid = $1", id) == 1;

    public static ValueTask<long> CountAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM notification_rule", r => r.GetInt64(0));

    public static ValueTask<AlertRule?> FindAsync(IWrite write, Guid id) => write.FirstAsync<AlertRule?>(ById, Read, id);

    public static Task<AlertRule?> FindAsync(IDatabase database, Guid id, CancellationToken ct) => database.FirstAsync<AlertRule?>(ById, Read, ct, id);

    public static Task<List<AlertRule>> ListAsync(IDatabase database, int limit, int offset, CancellationToken ct) => database.QueryAsync(List, Read, ct, limit, offset);

    private static List<string> KindsOf(string json) => JsonSerializer.Deserialize<List<string>>(json)!;

    private static ActiveRule ReadActive(DbDataReader r) => new(
        new(r.GetUuid(0), r.GetString(1), r.GetString(2)), KindsOf(r.GetString(3)), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), (Severity)r.GetInt32(8));

    private static AlertRule Read(DbDataReader r) => new(
        r.GetUuid(0), r.GetUuid(1), r.GetString(2), KindsOf(r.GetString(3)), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), (Severity)r.GetInt32(8), r.GetInstant(9));
}
