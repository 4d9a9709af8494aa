using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Operations;
using Tracker.Testing;

namespace Tracker.Tests.Locks.Freezes;

/// <summary>Freeze windows over REST on one engine; each test in services of its own.</summary>
public abstract class FreezeContractSuite(TrackerApp app)
{
    private const string Api = "/api/v1alpha1";

    [Fact]
    public async Task A_window_comes_back_as_it_was_sent_with_what_the_server_adds()
    {
        var service = Some.Name();
        var made = await CreateAsync(new { reason = " Weekend ", service, environment = "prod", cron = "0 18 * * 5", durationSeconds = 223200, zone = "Europe/Paris" });
        Assert.Equal("Weekend", made.TextAt("window.reason"));
        Assert.Equal(service, made.TextAt("window.service"));
        Assert.Equal("production", made.TextAt("window.environment"));
        Assert.Equal("223200", made.TextAt("window.durationSeconds"));
        Assert.Equal("system", made.TextAt("window.createdBy"));
        var (start, end) = (DateTimeOffset.Parse(made.TextAt("window.nextStart")), DateTimeOffset.Parse(made.TextAt("window.nextEnd")));
        Assert.Equal(TimeSpan.FromHours(62), end - start);
        Assert.Equal(start <= DateTimeOffset.UtcNow, (bool)made.At("window.active")!);
        var got = await app.GetAsync($"{Api}/freeze/{made.TextAt("window.id")}");
        Assert.Equal(made.At("window")!.ToJsonString(), got.At("window")!.ToJsonString());
    }

    [Fact]
    public async Task What_is_left_out_means_everything_in_UTC()
    {
        var made = await CreateAsync(new { reason = Some.Name("reason"), service = "", cron = "0 0 1 1 *", duration_seconds = 60 });
        Assert.Equal("*", made.TextAt("window.service"));
        Assert.Equal("*", made.TextAt("window.environment"));
        Assert.Equal("UTC", made.TextAt("window.zone"));
        await app.DeleteAsync($"{Api}/freeze/{made.TextAt("window.id")}");
    }

    [Theory]
    [InlineData("""{"cron":"0 18 * * 5","durationSeconds":60}""", "reason")]
    [InlineData("""{"reason":" ","cron":"0 18 * * 5","durationSeconds":60}""", "reason")]
    [InlineData("""{"reason":"r"}""", "cron and duration_seconds are required, or starts_at and ends_at")]
    [InlineData("""{"reason":"r","durationSeconds":60}""", "cron is required")]
    [InlineData("""{"reason":"r","cron":"0 18 * * 5"}""", "duration_seconds may be from 60 to 2678400")]
    [InlineData("""{"reason":"r","cron":"0 18 * * 5","durationSeconds":59}""", "duration_seconds")]
    [InlineData("""{"reason":"r","cron":"0 18 * * 5","durationSeconds":2678401}""", "duration_seconds")]
    [InlineData("""{"reason":"r","cron":"every friday","durationSeconds":60}""", "cron")]
    [InlineData("""{"reason":"r","cron":"0 0 18 * * 5","durationSeconds":60}""", "cron")]
    [InlineData("""{"reason":"r","cron":"0 25 * * 5","durationSeconds":60}""", "cron")]
    [InlineData("""{"reason":"r","cron":"0 0 30 2 *","durationSeconds":60}""", "cron: \"0 0 30 2 *\" never comes")]
    [InlineData("""{"reason":"r","cron":"0 18 * * 5","durationSeconds":60,"zone":"Mars/Olympus"}""", "zone")]
    [InlineData("""{"reason":"r","cron":"0 18 * * 5","durationSeconds":60,"startsAt":"2026-01-01T00:00:00Z"}""", "starts_at")]
    [InlineData("""{"reason":"r","cron":"0 18 * * 5","durationSeconds":60,"endsAt":"2026-01-01T00:00:00Z"}""", "ends_at")]
    [InlineData("""{"reason":"r","startsAt":"2026-01-01T00:00:00Z"}""", "ends_at is required")]
    [InlineData("""{"reason":"r","endsAt":"2026-01-01T00:00:00Z"}""", "starts_at is required")]
    [InlineData("""{"reason":"r","startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-01T00:00:00Z"}""", "ends_at must be after starts_at")]
    [InlineData("""{"reason":"r","startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-02T00:00:00Z","durationSeconds":60}""", "duration_seconds")]
    [InlineData("""{"reason":"r","startsAt":"0001-01-01T00:00:00Z","endsAt":"2026-01-02T00:00:00Z"}""", "starts_at must lie between")]
    public async Task What_is_no_window_is_refused_by_the_fields_name(string body, string says)
    {
        var answer = await app.PostAsync($"{Api}/freeze", body);
        Assert.Equal(400, answer.Status);
        Assert.Equal(3, (int)answer.At("code")!);
        Assert.StartsWith(says.Split(' ')[0].TrimEnd(':'), answer.TextAt("message"));
        Assert.Contains(says, answer.TextAt("message"));
    }

    [Fact]
    public async Task A_check_names_every_window_in_force_and_when_the_last_one_ends()
    {
        var service = Some.Name();
        await CreateAsync(Once(service, "production", "2026-05-01T00:00:00Z", "2026-05-03T00:00:00Z", "short"));
        await CreateAsync(Once(service, "*", "2026-05-02T00:00:00Z", "2026-05-05T00:00:00Z", "long"));
        await CreateAsync(Once(service, "UAT", "2026-05-02T00:00:00Z", "2026-05-09T00:00:00Z", "elsewhere"));
        await CreateAsync(Once(Some.Name(), "*", "2026-05-02T00:00:00Z", "2026-05-09T00:00:00Z", "another"));

        Assert.Equal(["short"], await ReasonsAsync(service, "prod", "2026-05-01T12:00:00Z"));
        Assert.Equal(["long", "short"], await ReasonsAsync(service, "PROD", "2026-05-02T12:00:00Z"));
        Assert.Equal(["elsewhere", "long"], await ReasonsAsync(service, "uat", "2026-05-02T12:00:00Z"));
        Assert.Equal(["long"], await ReasonsAsync(service, "", "2026-05-02T12:00:00Z"));
        Assert.Empty(await ReasonsAsync(service, "production", "2026-05-05T00:00:00Z"));

        var frozen = await CheckAsync(service, "prod", "2026-05-02T12:00:00Z");
        Assert.Equal("true", frozen.TextAt("frozen"));
        Assert.Equal("2026-05-05T00:00:00Z", frozen.TextAt("until"));
        Assert.Null((await CheckAsync(service, "prod", "2026-06-02T12:00:00Z")).At("until"));
        Assert.Equal(400, (await app.GetAsync($"{Api}/freezes/check?service=x&at=0001-01-01T00:00:00Z")).Status);
    }

    [Fact]
    public async Task Other_modules_are_told_in_their_own_write_which_window_ends_last()
    {
        var (service, windows) = (Some.Name(), app.App.Services.GetRequiredService<FreezeWindows>());
        await CreateAsync(new { reason = "nightly", service, environment = "ha", cron = "0 22 * * *", durationSeconds = 3600, zone = "Europe/Paris" });
        await CreateAsync(Once(service, "*", "2026-05-01T20:30:00Z", "2026-05-01T22:00:00Z", "migration"));

        Assert.Equal("nightly", await ReasonAsync("integration", "2026-05-01T20:15:00Z"));
        Assert.Equal("migration", await ReasonAsync("HA", "2026-05-01T20:45:00Z"));
        Assert.Equal("migration", await ReasonAsync("production", "2026-05-01T20:45:00Z"));
        Assert.Null(await ReasonAsync("production", "2026-05-02T20:45:00Z"));

        Task<string?> ReasonAsync(string environment, string at) => app.Database.WriteAsync(
            async write => (await windows.CheckAsync(write, service, environment, DateTimeOffset.Parse(at)))?.Reason, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        var made = await CreateAsync(new { reason = "Weekend", service = Some.Name(), cron = "0 18 * * 5", durationSeconds = 3600, zone = "Europe/Paris" });
        var path = $"{Api}/freeze/{made.TextAt("window.id")}";
        var updated = await app.PutAsync(path, new { reason = "Long weekend", environment = "preprod" });
        Assert.Equal(200, updated.Status);
        Assert.Equal("Long weekend", updated.TextAt("window.reason"));
        Assert.Equal("preproduction", updated.TextAt("window.environment"));
        Assert.Equal("0 18 * * 5", updated.TextAt("window.cron"));
        Assert.Equal("Europe/Paris", updated.TextAt("window.zone"));

        Assert.Contains("starts_at", (await app.PutAsync(path, new { startsAt = "2026-05-01T00:00:00Z", endsAt = "2026-05-02T00:00:00Z" })).TextAt("message"));
        Assert.Contains("update_mask", (await app.PutAsync(path, new { updateMask = "createdBy" })).TextAt("message"));
        var once = await app.PutAsync(path, new { cron = "", durationSeconds = 0, startsAt = "2026-05-01T00:00:00Z", endsAt = "2026-05-02T00:00:00Z" });
        Assert.Equal(200, once.Status);
        Assert.Equal("", once.TextAt("window.zone"));
        Assert.Equal(once.At("window")!.ToJsonString(), (await app.GetAsync(path)).At("window")!.ToJsonString());
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        foreach (var id in new[] { "0190d5a0-0000-7000-8000-000000000000", "nonsense" })
        {
            Assert.Equal(404, (await app.GetAsync($"{Api}/freeze/{id}")).Status);
            Assert.Equal(404, (await app.PutAsync($"{Api}/freeze/{id}", new { reason = "r" })).Status);
            Assert.Equal(404, (await app.DeleteAsync($"{Api}/freeze/{id}")).Status);
        }
    }

    [Fact]
    public async Task Those_in_force_are_listed_first_then_the_next_ones_and_those_that_are_over_last()
    {
        var (service, now) = (Some.Name(), DateTimeOffset.UtcNow);
        await CreateAsync(Once(service, "*", Text(now.AddDays(-9)), Text(now.AddDays(-8)), "over long ago"));
        await CreateAsync(Once(service, "*", Text(now.AddDays(-2)), Text(now.AddDays(-1)), "over"));
        await CreateAsync(Once(service, "*", Text(now.AddDays(3)), Text(now.AddDays(4)), "later"));
        await CreateAsync(Once(service, "*", Text(now.AddDays(2)), Text(now.AddDays(9)), "next"));
        await CreateAsync(Once(service, "*", Text(now.AddDays(-1)), Text(now.AddDays(1)), "now"));

        var all = new List<JsonNode>();
        for (var page = 1; all.Count == 0 || all.Count % 2 == 0; page++)
        {
            var some = (await app.GetAsync($"{Api}/freezes/list?per_page=2&page={page}")).At("windows")!.AsArray();
            if (some.Count == 0) break;
            all.AddRange(some!);
        }

        var mine = all.Where(w => (string?)w["service"] == service).Select(w => ((string?)w["reason"], (bool)w["active"]!));
        Assert.Equal([("now", true), ("next", false), ("later", false), ("over", false), ("over long ago", false)], mine);
        Assert.Equal(400, (await app.GetAsync($"{Api}/freezes/list?page=0")).Status);

        static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_makes_no_second_window()
    {
        var (key, body) = (Guid.NewGuid().ToString(), Once(Some.Name(), "*", "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", "once"));
        var first = await app.PostAsync($"{Api}/freeze", body, key);
        var second = await app.PostAsync($"{Api}/freeze", body, key);
        Assert.Equal(first.TextAt("window.id"), second.TextAt("window.id"));
    }

    [Fact]
    public async Task Every_change_is_told_in_the_audit_log_and_the_activity()
    {
        var changes = new List<string>();
        var service = Some.Name();
        var made = await CreateAsync(Once(service, "prod", "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", "Inventory"));
        var id = made.TextAt("window.id");
        await app.PutAsync($"{Api}/freeze/{id}", new { reason = "Stocktaking" });
        await app.PutAsync($"{Api}/freeze/{id}", new { reason = "Stocktaking" });
        Assert.Equal(id, (await app.DeleteAsync($"{Api}/freeze/{id}")).TextAt("id"));

        var audit = await app.App.Services.GetRequiredService<AuditLog>().ListAsync(new(), 1000, 0, TestContext.Current.CancellationToken);
        Assert.Equal(["freeze.delete", "freeze.update", "freeze.create"], audit.Where(a => a.Subject == id).Select(a => a.Action));
        Assert.Contains("Inventory", audit.Last(a => a.Subject == id).Detail);
        await using var connection = await app.Database.OpenReadAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT kind, service, environment FROM activity WHERE subject = '{id}' ORDER BY id";
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await rows.ReadAsync(TestContext.Current.CancellationToken)) changes.Add($"{rows.GetString(0)} {rows.GetString(1) == service} {rows.GetString(2)}");
        Assert.Equal(["freeze.created True production", "freeze.changed True production", "freeze.deleted True production"], changes);
    }

    private static object Once(string service, string environment, string from, string to, string reason) =>
        new { reason, service, environment, startsAt = from, endsAt = to };

    private Task<Answer> CheckAsync(string service, string environment, string at) =>
        app.GetAsync($"{Api}/freezes/check?service={service}&environment={environment}&at={at}");

    private async Task<IEnumerable<string?>> ReasonsAsync(string service, string environment, string at) =>
        (await CheckAsync(service, environment, at)).At("windows")!.AsArray().Select(w => (string?)w!["reason"]);

    private async Task<Answer> CreateAsync(object body)
    {
        var answer = await app.PostAsync($"{Api}/freeze", body);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }
}

public sealed class FreezeContractOnSqliteTests(AppFixture fixture) : FreezeContractSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class FreezeContractOnPostgresTests(PostgresAppFixture fixture) : FreezeContractSuite(fixture.App), IClassFixture<PostgresAppFixture>;
