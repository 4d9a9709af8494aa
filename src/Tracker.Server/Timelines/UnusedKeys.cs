using System.Text.Json;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines;

/// <summary>
/// Deletes the names and hosts of a context that nothing is known of any more. Points are found by their time alone, so that
/// takes a look at all of them: it is taken beside the writes first, and within one only when there is something to delete.
/// </summary>
internal sealed class UnusedKeys(IDatabase database, RunWriter writer)
{
    private const int AtOnce = 10_000;

    private const string IsUnused =
        """
        NOT EXISTS (SELECT 1 FROM timeline_run AS r WHERE r.key_id = timeline_key.id AND r.kind <> 2)
          AND id NOT IN (SELECT key_id FROM timeline_run WHERE context_id = $1 AND kind = 2)
        """;

    private static readonly string Unused = $"SELECT id FROM timeline_key WHERE context_id = $1 AND {IsUnused} LIMIT {AtOnce}";

    private static readonly SqlText Delete = new(sql => $"""
        DELETE FROM timeline_key WHERE id IN ({(sql.Engine == SqlEngine.Sqlite
            ? "SELECT value FROM json_each($2)"
            : "SELECT CAST(item AS bigint) FROM jsonb_array_elements_text(CAST($2 AS jsonb)) AS t(item)")})
          AND {IsUnused}
        """);

    public async Task DeleteAsync(TimelineContext context, CancellationToken ct)
    {
        int deleted;
        do
        {
            var unused = await database.QueryAsync(Unused, r => r.GetInt64(0), ct, context.Id);
            if (unused.Count == 0) return;
            deleted = await database.MaintainAsync(
                Isolation.RowLocks,
                async write =>
                {
                    await ContextStore.LockAsync(write, context.Name);
                    writer.Forget();
                    return await write.ExecuteAsync(Delete.For(write.Sql), context.Id, JsonSerializer.Serialize(unused));
                },
                ct);
        }
        while (deleted == AtOnce);
    }
}
