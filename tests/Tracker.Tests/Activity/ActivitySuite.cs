using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Api;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Activity.Before;
using Tracker.Storage;
using Tracker.Testing;
using static Tracker.Tests.Activity.SomeRows;

namespace Tracker.Tests.Activity;

public sealed class ActivityOnSqliteTests(AppFixture fixture) : ActivitySuite(fixture.App), IClassFixture<AppFixture>;

public sealed class ActivityOnPostgresTests(PostgresAppFixture fixture) : ActivitySuite(fixture.App), IClassFixture<PostgresAppFixture>;

/// <summary>The feed through REST, and what changed before a moment of it.</summary>
public abstract class ActivitySuite(TrackerApp app)
{
    private const string Api = "/api/v1/activity";

    [Fact]
    public async Task The_feed_is_filtered_and_paged()
    {
        var s = Some.Name();
        await FillAsync(
            Entry(5, "deployment.success", s, "production", "h1") with { Tags = """["blue"]""" },
            Entry(4, "deployment.failure", s, severity: Severity.Bad) with { Title = "100% Broken_" },
            Entry(3, "task.late", s, "development", severity: Severity.Warning),
            // At one instant, and not in the order of their arrival.
            Entry(9, "lock.taken", s), Entry(9, "lock.forced", s, severity: Severity.Warning));

        Assert.Equal(["task.late", "deployment.failure", "deployment.success", "lock.forced", "lock.taken"], await KindsAsync($"service={s}"));
        foreach (var (filter, kinds) in new (string, string[])[]
        {
            ("modules=tasks&modules=events&kinds=deployment", ["deployment.failure", "deployment.success"]),
            ("kinds=deployment.success&kinds=task", ["task.late", "deployment.success"]),
            ("kinds=deploy", []),
            ("severity=warning&environment=prod", ["deployment.failure", "lock.forced"]),
            ("severity=bad", ["deployment.failure"]),
            ("host=h1", ["deployment.success"]),
            ("text=100%25+BROKEN_", ["deployment.failure"]),
            ("text=_roken", []),
            ("from=2026-11-20T11:55:00Z&to=2026-11-20T11:57:00Z", ["deployment.failure", "deployment.success"]),
        })
        {
            Assert.Equal((filter, string.Join(' ', kinds)), (filter, string.Join(' ', await KindsAsync($"service={s}&{filter}"))));
        }

        List<string> paged = [];
        for (var next = ""; ;)
        {
            var page = await app.GetAsync($"{Api}?service={s}&per_page=2&after={next}");
            paged.AddRange(Kinds(page));
            next = page.TextAt("next");
            if (next.Length == 0) break;
        }

        Assert.Equal(["task.late", "deployment.failure", "deployment.success", "lock.forced", "lock.taken"], paged);

        var row = (await app.GetAsync($"{Api}?service={s}&host=h1")).At("activities.0")!;
        Assert.Equal(row.ToJsonString(), (await app.GetAsync($"{Api}/{row["id"]}")).At("activity")!.ToJsonString());
        Assert.Equal(("2026-11-20T11:55:00Z", "events", "info", "production", "h1", "[\"blue\"]"), (
            (string)row["at"]!, (string)row["module"]!, (string)row["severity"]!, (string)row["environment"]!, (string)row["host"]!, row["tags"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("?after=yesterday", 400)]
    [InlineData("?severity=7", 400)]
    [InlineData("?from=2026-11-20T12:00:00Z&to=2026-11-20T11:00:00Z", 400)]
    [InlineData("/0", 404)]
    [InlineData("/-1/before", 404)]
    [InlineData("/before?hours=337", 400)]
    [InlineData("/before?at=9999-12-31T23:59:59Z", 400)]
    public async Task What_cannot_be_asked_is_refused(string query, int status) => Assert.Equal(status, (await app.GetAsync(Api + query)).Status);

    [Fact]
    public async Task A_row_that_belongs_to_somebody_is_shown_to_them_and_to_administrators()
    {
        var s = Some.Name();
        await FillAsync(Entry(5, "run.failure", s, visibleTo: "user:1"), Entry(4, "run.failure", s, visibleTo: "anonymous"), Entry(3, "deployment.success", s));
        var reader = app.App.Services.GetRequiredService<ActivityReader>();
        var changes = app.App.Services.GetRequiredService<ChangesBefore>();
        foreach (var (principal, seen) in new[]
        {
            (new Principal("user:1", "one", Scope.Read), 2), (new Principal("user:2", "two", Scope.Write), 1), (new Principal("user:3", "boss", Scope.Admin), 3), (Principal.Anonymous, 1),
        })
        {
            var page = await reader.ListAsync(new() { Service = s }, principal, CancellationToken.None);
            Assert.Equal((principal.Name, seen), (principal.Name, page.Rows.Count));
            var answer = (await changes.FindAsync(new(Noon, s, "production", null), 24, principal, CancellationToken.None)).OrThrow();
            Assert.Equal((principal.Name, seen), (principal.Name, answer.Suspects.Count));
        }

        var own = (await reader.ListAsync(new() { Service = s, Kinds = ["run"] }, new("user:1", "one", Scope.Read), CancellationToken.None)).Rows.Single();
        Assert.Null(await reader.FindAsync(own.Id, new("user:2", "two", Scope.Write), CancellationToken.None));
        Assert.NotNull(await reader.FindAsync(own.Id, new("user:1", "one", Scope.Read), CancellationToken.None));
    }

    [Fact]
    public async Task What_changed_before_a_row_comes_with_reasons()
    {
        var (s, needed, indirect) = (Some.Name("pay"), Some.Name("ledger"), Some.Name("kafka"));
        await app.PutAsync("/api/v1alpha1/catalog", new { name = s, type = "project", owner = "team", dependenciesOut = new[] { needed } });
        await app.PutAsync("/api/v1alpha1/catalog", new { name = indirect, type = "project", owner = "team", dependenciesIn = new[] { needed } });
        await FillAsync(
            Entry(0, "incident.open", s, host: s + "-1", severity: Severity.Bad), Entry(12, "deployment.success", needed), Entry(40, "drift", indirect), Entry(25, "task.down", "other", null, s + "-1"),
            Entry(180, "deployment.success", s), Entry(26 * 60, "deployment.success", s, subject: "old"), Entry(1, "deployment.success", "unrelated"));
        var incident = (await app.GetAsync($"{Api}?service={s}&kinds=incident")).TextAt("activities.0.id");

        var answer = await app.GetAsync($"{Api}/{incident}/before");
        Assert.Equal(
        [
            $"deployment of {needed}, on which {s} depends, 12 min before",
            "deployment of the same service in the same environment, 3 h before",
            $"drift of {indirect}, on which {s} depends through {needed}, 40 min before",
            "task of other on the same host down, 25 min before",
        ], Reasons(answer));
        Assert.Equal((incident, s, "dependency", "720s", "false"), (
            answer.TextAt("activity.id"), answer.TextAt("service"), answer.TextAt("changes.0.relation"), answer.TextAt("changes.0.before"), answer.TextAt("truncated")));

        // The same from a moment and what is known of it; and further back.
        var moment = $"{Api}/before?at=2026-11-20T12:00:00Z&service={s}&environment=prod&host={s}-1&module=events&subject=incident.open%20{s}%200";
        Assert.Equal(Reasons(answer), Reasons(await app.GetAsync(moment)));
        Assert.Equal(
            ["deployment of the same service in the same environment, 22 h before"], Reasons(await app.GetAsync($"{Api}/before?at=2026-11-20T08:00:00Z&service={s}&environment=production")));
        Assert.Empty(Reasons(await app.GetAsync($"{Api}/before?at=2026-11-20T08:00:00Z&service={s}&environment=production&hours=4")));
    }

    [Fact]
    public async Task Of_a_release_that_waited_it_is_told_what_ran_meanwhile()
    {
        var s = Some.Name();
        foreach (var (version, status) in new[] { ("1.4.1", "success"), ("1.4.2", "planned") })
        {
            var made = await app.PostAsync("/api/v1alpha1/event", new
            {
                title = $"Deploy {s} {version}",
                attributes = new { type = "deployment", status, service = s, environment = "production", version, priority = "P4", source = "test", message = "m" },
            });
            Assert.Equal(200, made.Status);
        }

        var answer = await app.GetAsync($"{Api}/before?service={s}&environment=production");
        Assert.Contains(Reasons(answer), r => r.StartsWith("deployment of the same service in the same environment, planned ", StringComparison.Ordinal)
            && r.EndsWith(" before and not begun; 1.4.1 still ran", StringComparison.Ordinal));
    }

    private Task<int> FillAsync(params ActivityEntry[] entries) => app.Database.WriteAsync(async write =>
    {
        await ActivityLog.AppendAllAsync(write, entries);
        return entries.Length;
    });

    private async Task<IEnumerable<string>> KindsAsync(string query) => Kinds(await app.GetAsync($"{Api}?{query}"));

    private static IEnumerable<string> Kinds(Answer answer) => answer.At("activities")!.AsArray().Select(a => (string)a!["kind"]!);

    private static List<string> Reasons(Answer answer) =>
        [.. (answer.At("changes") as JsonArray ?? throw new InvalidOperationException(answer.Text)).Select(c => (string)c!["reason"]!)];
}
