using Tracker.Testing;

namespace Tracker.Tests.Insights;

/// <summary>Figures of events that were sent over REST, on one engine.</summary>
public abstract class InsightsSuite(TrackerApp app)
{
    private const string Events = "/api/v1alpha1/event";

    private readonly string _service = Some.Name();

    private string Query => $"services={_service}&from=2026-03-01&to=2026-03-31";

    [Fact]
    public async Task The_four_figures_of_a_known_history()
    {
        await TellAsync();

        var answer = await app.GetAsync($"/api/v1/insights?{Query}");

        Assert.Equal("3", answer.TextAt("current.deployments"));
        Assert.Equal("1", answer.TextAt("previous.deployments"));
        Assert.Equal(("172800s", "2"), (answer.TextAt("current.leadTimeMedian"), answer.TextAt("current.leadTimes")));
        Assert.Equal(("4", "2", "1", "0", "1"), (
            answer.TextAt("current.changes"), answer.TextAt("current.failedChanges"), answer.TextAt("current.failedDeployments"), answer.TextAt("current.rolledBack"), answer.TextAt("current.followedByIncident")));
        Assert.Equal("0.5", answer.TextAt("current.changeFailureRate"));
        Assert.Equal(("2", "7200s", "1"), (answer.TextAt("current.incidents"), answer.TextAt("current.restoreMedian"), answer.TextAt("current.unresolved")));
        Assert.Equal(31, answer.At("trend")!.AsArray().Count);
        Assert.Equal(_service, answer.TextAt("groups.0.name"));
        Assert.Equal("2026-04-01T00:00:00Z", answer.TextAt("to"));
    }

    [Fact]
    public async Task An_incident_that_was_closed_by_an_update_ends_then()
    {
        var id = await SendAsync("incident", "open", null, created: true);
        await app.PutAsync(Events, new { id, attributes = new { status = "close" } });

        var answer = await app.GetAsync($"/api/v1/insights?services={_service}&days=7");

        Assert.Equal("0", answer.TextAt("current.unresolved"));
        Assert.NotNull(answer.At("current.restoreMedian"));
    }

    [Fact]
    public async Task A_team_has_what_the_catalog_says_it_owns()
    {
        await TellAsync();
        var team = Some.Name("team");
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Put, "/api/v1alpha1/catalog", new { name = _service, owner = team })).Status);

        var answer = await app.GetAsync($"/api/v1/insights?team={team}&from=2026-03-01&to=2026-03-31&group_by=team&environment=*");

        Assert.Equal(("6", team), (answer.TextAt("current.deployments"), answer.TextAt("groups.0.name")));
        Assert.Equal("0", (await app.GetAsync("/api/v1/insights?team=nobody")).TextAt("current.deployments"));
    }

    [Fact]
    public async Task Events_are_counted_by_month_service_and_type()
    {
        await TellAsync();

        var answer = await app.GetAsync($"/api/v1/insights/events?{Query}&environment=*");

        Assert.Equal(["2 deployment 1", "3 deployment 7", "3 incident 2"], answer.At("counts")!.AsArray().Select(c => $"{c!["month"]} {c["type"]} {c["count"]}"));
        Assert.Equal("10", answer.TextAt("totalCount"));
    }

    [Theory]
    [InlineData("trend", "start,deployments,deployments_per_day,lead_time_median_seconds", 32)]
    [InlineData("groups", "service,deployments", 2)]
    [InlineData("changes", "ended_at,service,environment,version,succeeded,lead_time_seconds,beginning,failure,event,failed_by", 5)]
    [InlineData("incidents", "began_at,ended_at,service,environment,title,resolved,seconds,event", 3)]
    [InlineData("events", "month,service,type,count", 4)]
    public async Task Every_table_is_exported(string table, string header, int lines)
    {
        await TellAsync();

        var answer = await app.GetAsync($"/api/v1/insights/{table}.csv?{Query}{(table == "events" ? "&environment=*" : "")}");

        var text = answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(header, text[0], StringComparison.Ordinal);
        Assert.Equal(lines, text.Length);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        Assert.Equal(400, (await app.GetAsync("/api/v1/insights?days=0")).Status);
        Assert.Equal(400, (await app.GetAsync("/api/v1/insights/trend.csv?interval=year")).Status);
        Assert.Equal(404, (await app.GetAsync("/api/v1/insights/nothing.csv")).Status);
        Assert.Contains("nor an alias", (await app.GetAsync("/api/v1/insights?environment=moon")).Text, StringComparison.Ordinal);
    }

    private async Task TellAsync()
    {
        await SendAsync("deployment", "success", "2026-02-10T10:00:00Z", "0.9");
        await SendAsync("deployment", "success", "2026-03-01T10:00:00Z", "1.0", environment: "UAT");
        await SendAsync("deployment", "success", "2026-03-02T10:00:00Z", "1.0");
        await SendAsync("deployment", "success", "2026-03-02T10:00:00Z", "1.1", environment: "UAT");
        await SendAsync("deployment", "success", "2026-03-05T10:00:00Z", "1.1");
        await SendAsync("deployment", "failure", "2026-03-08T10:00:00Z", "1.2");
        await SendAsync("deployment", "success", "2026-03-09T10:00:00Z", "1.3");
        await SendAsync("deployment", "success", "2026-03-10T10:00:00Z", "1.4", environment: "UAT");
        await SendAsync("incident", "close", "2026-03-05T12:00:00Z", end: "2026-03-05T14:00:00Z");
        await SendAsync("incident", "open", "2026-03-20T12:00:00Z");
    }

    private async Task<string> SendAsync(string type, string status, string? at, string version = "", string environment = "production", string? end = null, bool created = false)
    {
        var answer = await app.PostAsync(Events, new
        {
            title = $"{type} {version}",
            attributes = new { type, status, service = _service, environment, version, startDate = created ? null : at, endDate = end ?? (type == "deployment" ? at : null) },
        });
        return answer.TextAt("event.metadata.id");
    }
}

public sealed class InsightsOnSqliteTests(AppFixture fixture) : InsightsSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class InsightsOnPostgresTests(PostgresAppFixture fixture) : InsightsSuite(fixture.App), IClassFixture<PostgresAppFixture>;
