using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Operations;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Operations;

/// <summary>What is written down beside the events themselves: the activity feed, the audit log, the server's log.</summary>
public sealed class RecordKeepingTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Each_step_of_an_event_is_a_row_of_the_activity_feed()
    {
        var id = (await fixture.App.PostAsync("/api/v1alpha1/event", new
        {
            title = "Deploy",
            attributes = new { type = 1, service = "shop", status = 1, environment = 7, host = "node-1", tags = new[] { "blue" } },
        })).TextAt("event.metadata.id");
        await fixture.App.PutAsync("/api/v1alpha1/event", new { id, attributes = new { status = "failure" } });
        await fixture.App.PutAsync("/api/v1alpha1/event", new { id, attributes = new { message = "no step" } });
        var rows = await fixture.App.Database.QueryAsync(
            "SELECT module, kind, severity, service, environment, host, link FROM activity WHERE subject = $1 ORDER BY id",
            r => string.Join(' ', Enumerable.Range(0, r.FieldCount).Select(i => r.GetValue(i))), TestContext.Current.CancellationToken, id);
        Assert.Equal(
            [$"events deployment.start 0 shop production node-1 /events/{id}", $"events deployment.failure 3 shop production node-1 /events/{id}"], rows);
    }

    [Fact]
    public async Task A_deletion_is_audited_and_a_refused_one_is_not()
    {
        var id = (await fixture.App.PostAsync("/api/v1alpha1/event", Some.EventJson())).TextAt("event.metadata.id");
        await fixture.App.DeleteAsync($"/api/v1alpha1/event/{id}");
        await fixture.App.DeleteAsync($"/api/v1alpha1/event/{id}");
        var entries = await fixture.App.App.Services.GetRequiredService<AuditLog>().ListAsync(new(), 100, 0, TestContext.Current.CancellationToken);
        var entry = Assert.Single(entries, e => e.Subject == id);
        Assert.Equal(("event.delete", "local", "127.0.0.1"), (entry.Action, entry.Principal, entry.Address));
    }

    [Fact]
    public async Task Every_line_of_the_log_is_an_object_and_holds_no_secret()
    {
        const string key = "a-secret-nobody-may-read";
        await using var server = await TrackerProcess.StartAsync(new() { Environment = new Dictionary<string, string?> { ["API_KEY"] = key } });
        using var http = server.CreateHttpClient();
        http.DefaultRequestHeaders.Add("X-API-KEY", key);
        Assert.True((await http.GetAsync("/api/v1alpha1/events/list")).IsSuccessStatusCode);
        await server.StopAsync();
        var lines = server.Child.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            var entry = JsonNode.Parse(line)!;
            Assert.True(DateTimeOffset.TryParse((string?)entry["time"], out _));
            Assert.Contains((string?)entry["level"], new[] { "trace", "debug", "info", "warn", "error", "fatal" });
            Assert.NotNull((string?)entry["msg"]);
        });
        Assert.DoesNotContain(key, server.Child.Said);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task The_key_that_seals_secrets_is_its_owners_alone()
    {
        await using var server = await TrackerProcess.StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.DataDirectory, "secret.key")));
    }
}
