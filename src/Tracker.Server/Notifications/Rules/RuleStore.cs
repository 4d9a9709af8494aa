using System.Data.Common;
using System.Text.Json;
using Tracker.Server.Activity;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Rules;

/// <summary>A channel that is to be told.</summary>
internal sealed record Addressee(Guid Id, string Name, string Kind);

/// <summary>All the SQL of rules.</summary>
internal static class RuleStore
{
    private const string Match =
        """
        SELECT c.uuid, c.name, c.kind, r.kinds, r.tag
        FROM notification_rule r JOIN notification_channel c ON c.id = r.channel_id
        WHERE r.service IN ('', $1) AND r.environment IN ('', $2) AND r.subject IN ('', $3) AND r.severity <= $4 AND c.enabled
        ORDER BY c.id
        """;

    private const string Insert =
        """
        INSERT INTO notification_rule(uuid, channel_id, kinds, service, environment, tag, subject, severity, created_at)
        SELECT $1, id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS INTEGER), CAST($9 AS BIGINT)
        FROM notification_channel WHERE uuid = $2
        """;

    private const string List =
        """
        SELECT r.uuid, c.uuid, c.name, r.kinds, r.service, r.environment, r.tag, r.subject, r.severity, r.created_at
        FROM notification_rule r JOIN notification_channel c ON c.id = r.channel_id
        ORDER BY c.name, r.id LIMIT $1 OFFSET $2
        """;

    public static ValueTask<bool> AnyAsync(IWrite write) => write.FirstAsync("SELECT 1 FROM notification_rule LIMIT 1", _ => true);

    /// <summary>Each channel once, however many of its rules fit.</summary>
    public static async ValueTask<List<Addressee>> MatchAsync(IWrite write, Alert alert)
    {
        var fitting = await write.QueryAsync(
            Match, r => (Channel: new Addressee(r.GetUuid(0), r.GetString(1), r.GetString(2)), Kinds: r.GetString(3), Tag: r.GetString(4)),
            alert.Service ?? "", alert.Environment ?? "", alert.Subject, (int)alert.Severity);
        if (fitting.Count == 0) return [];
        return [.. fitting
            .Where(f => (f.Tag.Length == 0 || alert.Tags.Contains(f.Tag)) && (KindsOf(f.Kinds) is var kinds && (kinds.Count == 0 || kinds.Any(k => AlertRule.Fits(k, alert.Kind)))))
            .Select(f => f.Channel).Distinct()];
    }

    /// <summary>False when there is no such channel.</summary>
    public static async ValueTask<bool> InsertAsync(IWrite write, AlertRule r) => await write.ExecuteAsync(
        Insert, r.Id, r.ChannelId, JsonSerializer.Serialize(r.Kinds), r.Service, r.Environment, r.Tag, r.Subject, (int)r.Severity, r.CreatedAt) == 1;

    public static async ValueTask<bool> DeleteAsync(IWrite write, Guid id) => await write.ExecuteAsync("DELETE FROM notification_rule WHERE uuid = $1", id) == 1;

    public static ValueTask<long> CountAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM notification_rule", r => r.GetInt64(0));

    public static Task<List<AlertRule>> ListAsync(IDatabase database, int limit, int offset, CancellationToken ct) => database.QueryAsync(List, Read, ct, limit, offset);

    private static List<string> KindsOf(string json) => JsonSerializer.Deserialize<List<string>>(json)!;

    private static AlertRule Read(DbDataReader r) => new(
        r.GetUuid(0), r.GetUuid(1), r.GetString(2), KindsOf(r.GetString(3)), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), (Severity)r.GetInt32(8), r.GetInstant(9));
}
