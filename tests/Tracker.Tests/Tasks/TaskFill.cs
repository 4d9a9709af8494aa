using Tracker.Storage;

namespace Tracker.Tests.Tasks;

/// <summary>Puts many tasks into the store at once, as they would stand after a month.</summary>
internal static class TaskFill
{
    private const int Rows = 10_000;

    /// <summary>Up, held to seven days of seven, made 40 days ago.</summary>
    public static Task DailyAsync(IDatabase database, string prefix, int count, DateTimeOffset now) => AddAsync(database, prefix, count, now, "NULL", "NULL", "NULL");

    /// <summary>Up, and expected one after the other, in even steps.</summary>
    public static Task HourlyAsync(IDatabase database, string prefix, int count, DateTimeOffset now, DateTimeOffset first, TimeSpan over) =>
        AddAsync(database, prefix, count, now, "3600000000", Spread(first, over, count), Spread(first, over, count));

    /// <summary>A job on each of the last thirty days before today; on yesterday only where <paramref name="ranYesterday"/>, an expression of the id, holds.</summary>
    public static Task DaysAsync(IDatabase database, string prefix, int today, string ranYesterday) => database.WriteAsync(async write => await write.ExecuteAsync(
        $"""
        WITH RECURSIVE d(ago) AS (SELECT 1 UNION ALL SELECT ago + 1 FROM d WHERE ago < 30)
        INSERT INTO task_day(task_id, day, jobs) SELECT task.id, $2 - d.ago, 1 FROM task CROSS JOIN d
        WHERE task.name LIKE $1 AND (d.ago > 1 OR {ranYesterday})
        """,
        prefix + "-%",
        today));

    /// <summary>Daily tasks of UTC were judged for this day, whatever they are; those of the days after it will be.</summary>
    public static Task JudgedAsync(IDatabase database, int day) => database.WriteAsync(async write => await write.ExecuteAsync(
        "INSERT INTO task_zone(timezone, day) VALUES('UTC', $1) ON CONFLICT(timezone) DO UPDATE SET day = excluded.day", day));

    private static async Task AddAsync(IDatabase database, string prefix, int count, DateTimeOffset now, string period, string expected, string deadline)
    {
        var id = database.Sql.Engine == SqlEngine.Sqlite ? "randomblob(16)" : "gen_random_uuid()";
        for (var from = 0; from < count; from += Rows)
        {
            await database.WriteAsync(async write => await write.ExecuteAsync(
                $"""
                WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2)
                INSERT INTO task(ping_id, badge_id, name, slug, datapoints, tolerance, period, grace, timezone, tags, created_at, state, state_since, why,
                    expected_at, next_deadline, pings)
                SELECT {id}, {id}, CAST($3 AS TEXT) || '-' || i, CAST($3 AS TEXT) || '-' || i, 7, 0, {period}, 3600000000, 'UTC', '[]', $4, 1, $4, 'It ran', {expected}, {deadline}, 0 FROM n
                """,
                from,
                Math.Min(from + Rows, count) - 1,
                prefix,
                now.AddDays(-40)));
        }
    }

    private static string Spread(DateTimeOffset first, TimeSpan over, int count) => $"{Number(first)} + i * {(long)(over / count).TotalMicroseconds}";

    private static string Number(DateTimeOffset at) => $"CAST({Instant.ToMicroseconds(at)} AS BIGINT)";
}
