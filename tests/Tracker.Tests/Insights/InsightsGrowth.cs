using System.Diagnostics;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Insights;

/// <summary>Two years of a big platform, 200,000 events in each: what is asked of them, and how long each answer took.</summary>
public abstract class InsightsGrowth(TrackerApp app)
{
    private const int Events = 400_000;
    private const int AtOnce = 10_000;
    private const int Services = 200;

    private static readonly TimeSpan Step = TimeSpan.FromDays(730) / Events;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Large_histories_answer_the_same_questions()
    {
        var watch = Stopwatch.StartNew();
        await FillAsync(DateTimeOffset.UtcNow - TimeSpan.FromDays(730));
        Tell($"filled in {watch.Elapsed.TotalSeconds:F1} s");
        foreach (var path in new[]
        {
            "insights?days=7", "insights?days=30", "insights?days=90", "insights?days=365", "insights?days=365&environment=*&group_by=environment",
            "insights?days=365&services=service-7", "insights/events", "insights/changes.csv?days=365",
        })
        {
            var times = new List<double>();
            Answer answer = null!;
            for (var round = 0; round < 4; round++)
            {
                var started = Stopwatch.GetTimestamp();
                answer = await app.GetAsync("/api/v1/" + path);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            Assert.Equal((path, 200), (path, answer.Status));
            GC.Collect();
            Tell($"{path}: first {times[0]:F0} ms, then {times.Skip(1).Min():F0} to {times.Skip(1).Max():F0} ms, {answer.Text.Length / 1024} KB; {GC.GetTotalMemory(true) >> 20} MB held");
        }

        var year = await app.GetAsync("/api/v1/insights?days=365");
        Assert.Equal("false", year.TextAt("capped"));
        Assert.InRange((int)year.At("current.deployments")!, 50_000, 80_000);
        Assert.InRange((int)year.At("current.leadTimes")!, 1_000, 80_000);
    }

    private async Task FillAsync(DateTimeOffset start)
    {
        var uuid = app.Database.Sql.Engine == SqlEngine.Sqlite ? "randomblob(16)" : "gen_random_uuid()";
        for (var from = 0L; from < Events; from += AtOnce)
        {
            var at = start + (Step * from);
            var (first, month) = (from, (at.Year * 12) + at.Month - 1);
            await app.Database.WriteAsync(
                async write => await write.ExecuteAsync(
                    $"""
                    WITH RECURSIVE numbers(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < $1 + {AtOnce})
                    INSERT INTO event(uuid, created_at, sort_at, span_end, month, title, message, source, type, priority, status, environment, impact, service,
                      owner, version, host, tags, notification, notifications, stake_holders, pull_request_link, ticket, reached_at)
                    SELECT {uuid}, $2 + (i - $1) * $3, $2 + (i - $1) * $3, $2 + (i - $1) * $3, $4, 'Event ' || i, '', 'ci',
                      CASE WHEN i % 10 < 7 THEN 1 WHEN i % 10 = 9 THEN 4 ELSE 2 END, 3, CASE WHEN i % 10 = 9 THEN 10 WHEN i % 31 = 0 THEN 2 ELSE 3 END,
                      CASE WHEN (i / {Services}) % 2 = 0 THEN 4 ELSE 7 END, $5, 'service-' || (i % {Services}),
                      'team', CASE WHEN i % 10 = 9 THEN '' ELSE '1.' || (i / {Services * 2}) END, '', '', $5, '', '', '', '', $2 + (i - $1) * $3
                    FROM numbers
                    """,
                    first, at, (long)Step.TotalMicroseconds, month, false),
                Ct);
        }
    }

    private static void Tell(string line) => TestContext.Current.SendDiagnosticMessage("{0}", line);
}

public sealed class InsightsGrowthOnSqlite(AppFixture fixture) : InsightsGrowth(fixture.App), IClassFixture<AppFixture>;

public sealed class InsightsGrowthOnPostgres(PostgresAppFixture fixture) : InsightsGrowth(fixture.App), IClassFixture<PostgresAppFixture>;
