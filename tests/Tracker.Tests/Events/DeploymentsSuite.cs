using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Events;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Events;

/// <summary>Which version runs where, from events sent over REST, on one engine.</summary>
public abstract class DeploymentsSuite(TrackerApp app)
{
    private const string Api = "/api/v1alpha1";

    private readonly Deployments _deployments = app.App.Services.GetRequiredService<Deployments>();
    private readonly string _service = Some.Name();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_success_of_each_environment_runs_there()
    {
        await DeployAsync("1.0", "UAT", "2026-03-01T10:00:00Z");
        await DeployAsync("1.1", "UAT", "2026-03-02T10:00:00Z");
        var id = await DeployAsync("1.0", "production", "2026-03-03T10:00:00Z", owner: "ada");
        await DeployAsync("1.2", "production", "2026-03-04T10:00:00Z", status: "failure");
        await DeployAsync("1.3", "production", "2026-03-05T10:00:00Z", status: "planned");
        await DeployAsync("9.9", "production", "2026-03-06T10:00:00Z", type: "operation");

        var current = await _deployments.CurrentAsync(_service, Ct);
        Assert.Equal(["UAT 1.1 after 1.0", "production 1.0 after "], current.Select(Text));
        Assert.Equal(new DeployedVersion(_service, "production", "1.0", DateTimeOffset.Parse("2026-03-03T10:00:00Z"), Guid.Parse(id), "ada", null) { Title = "Deploy 1.0" }, current[1]);
    }

    [Fact]
    public async Task What_is_reported_late_takes_its_place_in_time()
    {
        await DeployAsync("3", "production", "2026-03-03T10:00:00Z");
        await DeployAsync("1", "production", "2026-03-01T10:00:00Z");
        await DeployAsync("2", "production", "2026-03-02T10:00:00Z");
        Assert.Equal(["production 3 after 2"], await CurrentAsync());
        Assert.Equal(["production 3 after 2", "production 2 after 1", "production 1 after "], await HistoryAsync());
    }

    [Fact]
    public async Task The_previous_version_is_another_one_and_known()
    {
        await DeployAsync("1", "production", "2026-03-01T10:00:00Z");
        await DeployAsync("", "production", "2026-03-02T10:00:00Z");
        await DeployAsync("2", "production", "2026-03-03T10:00:00Z");
        await DeployAsync("2", "production", "2026-03-04T10:00:00Z");
        Assert.Equal(["production 2 after 1"], await CurrentAsync());
    }

    [Fact]
    public async Task A_deployment_reported_in_two_calls_has_the_version_of_the_first()
    {
        var start = await DeployAsync("2.0", "production", null, status: "start");
        Assert.Empty(await CurrentAsync());
        var end = await DeployAsync("", "production", null, relatedId: start);
        var current = Assert.Single(await _deployments.CurrentAsync(_service, Ct));
        Assert.Equal(("2.0", end), (current.Version, current.EventId.ToString()));
        Assert.Equal(DateTimeOffset.Parse((await EventAsync(end)).TextAt("event.metadata.createdAt")), current.Since);
    }

    [Fact]
    public async Task It_runs_since_the_update_that_told_of_the_success()
    {
        var id = await DeployAsync("1", "production", null, status: "in_progress");
        await UpdateAsync(id, new { status = "success" });
        var e = await EventAsync(id);
        var reached = DateTimeOffset.Parse(e.TextAt("event.metadata.createdAt")) + TimeSpan.FromTicks((long)(decimal.Parse(e.TextAt("event.metadata.duration").TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
        Assert.Equal(reached, Assert.Single(await _deployments.CurrentAsync(_service, Ct)).Since);

        // What is said of it later does not move it, but for its end.
        await UpdateAsync(id, new { message = "all pods" });
        Assert.Equal(reached, Assert.Single(await _deployments.CurrentAsync(_service, Ct)).Since);
        await UpdateAsync(id, new { endDate = "2030-01-01T00:00:00Z" });
        Assert.Equal("2030-01-01T00:00:00Z", Rfc(Assert.Single(await _deployments.CurrentAsync(_service, Ct)).Since));
        await app.PutAsync($"{Api}/event", new { id, attributes = new { }, updateMask = "attributes.endDate" });
        Assert.Equal(reached, Assert.Single(await _deployments.CurrentAsync(_service, Ct)).Since);
    }

    [Fact]
    public async Task A_success_that_is_corrected_or_deleted_never_ran()
    {
        await DeployAsync("1", "production", "2026-03-01T10:00:00Z");
        var second = await DeployAsync("2", "production", "2026-03-02T10:00:00Z");
        var third = await DeployAsync("3", "production", "2026-03-03T10:00:00Z");
        await UpdateAsync(second, new { status = "failure" });
        Assert.Equal(["production 3 after 1"], await CurrentAsync());
        await app.DeleteAsync($"{Api}/event/{third}");
        Assert.Equal(["production 1 after "], await CurrentAsync());
        await UpdateAsync(second, new { status = "in_progress" });
        await UpdateAsync(second, new { status = "success" });
        Assert.Equal(["production 2 after 1"], await CurrentAsync());
    }

    [Fact]
    public async Task Many_services_are_answered_at_once_in_order()
    {
        var other = _service + "-b";
        await DeployAsync("1", "production", "2026-03-01T10:00:00Z");
        await DeployAsync("2", "UAT", "2026-03-01T10:00:00Z", service: other);
        await DeployAsync("2", "", "2026-03-01T10:00:00Z", service: other);
        var both = await _deployments.CurrentAsync([other, "no such service", _service], Ct);
        Assert.Equal([(_service, "production"), (other, ""), (other, "UAT")], both.Select(d => (d.Service, d.Environment)));
        Assert.Empty(await _deployments.CurrentAsync([], Ct));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _deployments.CurrentAsync(Enumerable.Repeat("s", 101).ToList(), Ct));
    }

    [Fact]
    public async Task The_history_is_paged_and_may_be_of_one_environment()
    {
        for (var day = 1; day <= 5; day++) await DeployAsync($"{day}", day == 3 ? "UAT" : "production", $"2026-03-0{day}T10:00:00Z");
        var page = await _deployments.HistoryAsync(_service, EventEnvironment.Production, 2, 2, Ct);
        Assert.Equal(["production 2 after 1", "production 1 after "], page.Deployments.Select(Text));
        Assert.Equal((4, false), (page.Total, page.Capped));
        Assert.Equal(["5", "4", "3", "2", "1"], (await _deployments.HistoryAsync(_service, null, 50, 1, Ct)).Deployments.Select(d => d.Version));
        Assert.Empty((await _deployments.HistoryAsync(_service, null, 50, 2, Ct)).Deployments);
    }

    [Fact]
    public async Task Results_from_before_there_was_such_a_moment_are_given_theirs()
    {
        var updated = await DeployAsync("1", "UAT", null, status: "start");
        await UpdateAsync(updated, new { status = "success" });
        var first = await DeployAsync("1", "production", null, status: "start");
        await DeployAsync("", "production", null, relatedId: first);
        await DeployAsync("1", "recette", "2026-03-01T10:00:00Z");
        await DeployAsync("2", "recette", "2026-03-02T10:00:00Z", status: "failure");
        var before = await _deployments.CurrentAsync(_service, Ct);
        Assert.Equal(3, before.Count);

        var migration = await File.ReadAllTextAsync(
            Repository.PathOf("src", "Tracker.Server", "Migrations", app.Database.Sql.Engine.ToString().ToLowerInvariant(), "0115_event_deployed.sql"), Ct);
        var fill = migration[migration.IndexOf("UPDATE", StringComparison.Ordinal)..(migration.IndexOf(';', migration.IndexOf("UPDATE", StringComparison.Ordinal)) + 1)];
        await app.Database.WriteAsync(async w => await w.ExecuteAsync("UPDATE event SET reached_at = NULL") + await w.ExecuteAsync(fill), Ct);
        Assert.Equal(before, await _deployments.CurrentAsync(_service, Ct));
    }

    private async Task<string> DeployAsync(
        string version, string environment, string? end, string status = "success", string type = "deployment", string owner = "",
        string relatedId = "", string? service = null)
    {
        var answer = await app.PostAsync($"{Api}/event", new
        {
            title = "Deploy " + version,
            attributes = new
            {
                type,
                service = service ?? _service,
                environment = environment.Length == 0 ? "ENVIRONMENT_UNSPECIFIED" : environment,
                status,
                version,
                owner,
                relatedId,
                endDate = end,
            },
        });
        Assert.True(answer.Status == 200, answer.Text);
        return answer.TextAt("event.metadata.id");
    }

    private async Task UpdateAsync(string id, object attributes) => Assert.Equal(200, (await app.PutAsync($"{Api}/event", new { id, attributes })).Status);

    private Task<Answer> EventAsync(string id) => app.GetAsync($"{Api}/event/{id}");

    private async Task<IEnumerable<string>> CurrentAsync() => (await _deployments.CurrentAsync(_service, Ct)).Select(Text);

    private async Task<IEnumerable<string>> HistoryAsync() => (await _deployments.HistoryAsync(_service, null, 50, 1, Ct)).Deployments.Select(Text);

    private static string Text(DeployedVersion d) => $"{d.Environment} {d.Version} after {d.PreviousVersion}";

    private static string Rfc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'");
}

public sealed class DeploymentsOnSqliteTests(AppFixture fixture) : DeploymentsSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class DeploymentsOnPostgresTests(PostgresAppFixture fixture) : DeploymentsSuite(fixture.App), IClassFixture<PostgresAppFixture>;
