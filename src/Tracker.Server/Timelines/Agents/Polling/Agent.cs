using System.Data.Common;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Agents.Polling;

/// <summary>An agent whose messages this server fetches.</summary>
/// <param name="SealedKey">What it is shown.</param>
/// <param name="Spool">The spool of which <paramref name="Acknowledged"/> is a place; null before the first time.</param>
/// <param name="Messages">How many came from it.</param>
/// <param name="SeenAt">When it answered last.</param>
/// <param name="Error">Why it did not, the last time; empty when it did.</param>
internal sealed record Agent(
    long Key, Guid Id, string Name, string Url, byte[] SealedKey, string CreatedBy, DateTimeOffset CreatedAt, Guid? Spool, long Acknowledged, long Messages, DateTimeOffset? SeenAt, string Error)
{
    /// <summary>What its key is sealed for.</summary>
    public static string Purpose(Guid id) => $"timeline-agent:{id}";
}

/// <summary>All the SQL of agents.</summary>
internal static class AgentStore
{
    private const string Columns = "id, uuid, name, url, key, created_by, created_at, spool, acknowledged, messages, seen_at, error";

    private const string Insert =
        $"""
        INSERT INTO timeline_agent(uuid, name, url, key, created_by, created_at) VALUES($1, $2, $3, $4, $5, $6)
        ON CONFLICT(name) DO NOTHING RETURNING {Columns}
        """;

    /// <summary>Null when the name is taken.</summary>
    public static ValueTask<Agent?> InsertAsync(IWrite write, Agent a) => write.FirstAsync<Agent?>(Insert, Read, a.Id, a.Name, a.Url, a.SealedKey, a.CreatedBy, a.CreatedAt);

    public static ValueTask<long> CountAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM timeline_agent", r => r.GetInt64(0));

    public static ValueTask<Agent?> DeleteAsync(IWrite write, Guid id) => write.FirstAsync<Agent?>($"DELETE FROM timeline_agent WHERE uuid = $1 RETURNING {Columns}", Read, id);

    public static Task<List<Agent>> ListAsync(IDatabase database, CancellationToken ct) => database.QueryAsync($"SELECT {Columns} FROM timeline_agent ORDER BY name", Read, ct);

    /// <summary>It answered, and so many messages up to a place of its spool are stored.</summary>
    public static async ValueTask SeenAsync(IWrite write, Agent agent, Guid spool, long acknowledged, int messages, DateTimeOffset now) => await write.ExecuteAsync(
        "UPDATE timeline_agent SET spool = $2, acknowledged = $3, messages = messages + $4, seen_at = $5, error = '' WHERE id = $1", agent.Key, spool, acknowledged, messages, now);

    public static async ValueTask FailedAsync(IWrite write, Agent agent, string error) =>
        await write.ExecuteAsync("UPDATE timeline_agent SET error = $2 WHERE id = $1", agent.Key, error);

    private static Agent Read(DbDataReader r) => new(
        r.GetInt64(0), r.GetUuid(1), r.GetString(2), r.GetString(3), r.GetFieldValue<byte[]>(4), r.GetString(5), r.GetInstant(6),
        r.IsDBNull(7) ? null : r.GetUuid(7), r.GetInt64(8), r.GetInt64(9), r.GetInstantOrNull(10), r.GetString(11));
}
