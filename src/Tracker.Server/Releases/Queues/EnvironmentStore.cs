using System.Data.Common;
using Tracker.Server.Releases.Flow;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>The stages, in the store.</summary>
internal static class EnvironmentStore
{
    private const string Columns = "name, position, reach, takes_fixed_tags, window_cron, window_zone, window_length, soak, needs_approval, approve_within";
    private const string All = $"SELECT {Columns} FROM release_environment ORDER BY position";

    private const string Stages = "release-environments";

    private const string Insert =
        """
        INSERT INTO release_environment(name, position, reach, takes_fixed_tags, window_cron, window_zone, window_length, soak, needs_approval, approve_within)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    public static async Task<IReadOnlyList<ReleaseEnvironment>> AllAsync(IDatabase database, CancellationToken ct) => await database.QueryAsync(All, Read, ct);

    /// <summary>As they stay until the commit: nothing enters one that is left out at this moment.</summary>
    public static async ValueTask<IReadOnlyList<ReleaseEnvironment>> AllAsync(IWrite write)
    {
        await write.LockAsync(Stages, shared: true);
        return await write.QueryAsync(All, Read);
    }

    /// <summary>Waits for those who let something enter, and keeps others from it until the commit.</summary>
    public static ValueTask ExcludeAsync(IWrite write) => write.LockAsync(Stages);

    public static async ValueTask ReplaceAsync(IWrite write, IEnumerable<ReleaseEnvironment> environments)
    {
        await write.ExecuteAsync("DELETE FROM release_environment");
        foreach (var e in environments)
        {
            await write.ExecuteAsync(
                Insert, e.Name, e.Position, (int)e.Reach, e.TakesFixedTags, e.Window?.Cron ?? "", e.Window?.Zone ?? "", Span(e.Window?.Length) ?? 0,
                Span(e.Soak), e.NeedsApproval, Span(e.ApproveWithin));
        }
    }

    private static ReleaseEnvironment Read(DbDataReader r) => new()
    {
        Name = r.GetString(0),
        Position = r.GetInt32(1),
        Reach = (Reach)r.GetInt32(2),
        TakesFixedTags = r.GetBoolean(3),
        Window = r.GetString(4) is { Length: > 0 } cron ? new(cron, r.GetString(5), TimeSpan.FromMicroseconds(r.GetInt64(6))) : null,
        Soak = TimeSpan.FromMicroseconds(r.GetInt64(7)),
        NeedsApproval = r.GetBoolean(8),
        ApproveWithin = r.IsDBNull(9) ? null : TimeSpan.FromMicroseconds(r.GetInt64(9)),
    };

    private static long? Span(TimeSpan? span) => span is { } s ? (long)s.TotalMicroseconds : null;
}
