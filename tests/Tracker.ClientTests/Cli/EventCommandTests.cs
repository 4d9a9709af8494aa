using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class EventCommandTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task A_deployment_is_started_and_ended_by_its_id()
    {
        var service = Some.Name("shop");
        var id = (await server.OutputAsync("event", "start", "Deploy it", "--service", service, "--environment", "production", "--release", "2.4.1", "--tag", "night", "--impact", "true")).TrimEnd();
        await server.RefusedAsync(1, "'tracker lock list'", "event", "start", "Deploy it again", "--service", service, "--environment", "production");
        Assert.Matches("^failure after .*s\n$", await server.OutputAsync("event", "end", id, "--exit-code", "3", "--message", "node 3"));

        var attributes = (await server.App.GetAsync($"/api/v1alpha1/event/{id}")).At("event.attributes")!;
        Assert.Equal($"deployment failure {service} production 2.4.1 true node 3", $"{attributes["type"]} {attributes["status"]} {attributes["service"]} {attributes["environment"]} {attributes["version"]} {attributes["impact"]} {attributes["message"]}");
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_is_the_same_event()
    {
        string[] call = ["event", "create", "Once", "--type", "drift", "--service", Some.Name(), "--idempotency-key", Some.Name("key")];
        Assert.Equal(await server.OutputAsync(call), await server.OutputAsync(call));
        await server.RefusedAsync(1, "another idempotency key", [.. call[..2], "Twice", .. call[3..]]);
    }

    [Fact]
    public async Task An_event_is_updated_by_its_Slack_id()
    {
        var slackId = Some.Name("slack");
        await server.OutputAsync("event", "create", "Rotate", "--type", "operation", "--service", Some.Name(), "--slack-id", slackId);
        Assert.Contains("success", await server.OutputAsync("event", "update", slackId, "--status", "success", "--title", "Rotated", "--ticket", "OPS-1"));
        Assert.Equal("Rotated", (await server.App.GetAsync($"/api/v1alpha1/event/{slackId}")).TextAt("event.title"));
        await server.RefusedAsync(2, "Name what to change", "event", "update", slackId);
        await server.RefusedAsync(1, "", "event", "show", "no-such-event");
    }

    [Fact]
    public async Task Events_are_found_in_every_form()
    {
        const string service = "reviewed";
        foreach (var (title, status) in new[] { ("First", "success"), ("Second", "failure") })
        {
            await server.OutputAsync("event", "create", title, "--type", "operation", "--service", service, "--status", status, "--start-date", "2026-03-02T10:00:00Z", "--slack-id", $"{service}-{title}");
        }

        Assert.Contains(service, await server.OutputAsync("event", "list", "--limit", "1000"));
        Assert.DoesNotContain(service, await server.OutputAsync("event", "list", "--today", "--limit", "1000"));
        foreach (var form in new[] { "table", "json", "yaml" })
        {
            var found = await server.OutputAsync("event", "search", "--service", service, "--status", "failure", "--since", "2026-03-01", "-o", form);
            Assert.DoesNotContain("First", found);
            Snapshot.Matches("event-search-" + form, found);
            Snapshot.Matches("event-show-" + form, await server.OutputAsync("event", "show", $"{service}-First", "-o", form));
        }
    }

    [Fact]
    public async Task Lists_longer_than_a_page_are_read_to_their_limit()
    {
        var service = Some.Name("many");
        for (var i = 0; i < 7; i++) await server.App.PostAsync("/api/v1alpha1/event", Some.EventJson().Replace("\"service\": \"", $"\"service\": \"{service}"));
        Assert.Equal(5, JsonNode.Parse(await server.OutputAsync("event", "list", "--limit", "5", "-o", "json"))!.AsArray().Count);
    }

    [Fact]
    public async Task What_happens_is_watched_as_it_happens()
    {
        var title = Some.Name("watched");
        await using var watching = ChildProcess.Start(Repository.Cli, ["event", "watch", "--interval", "0.1s", "-o", "json"], server.Environment());
        // Until it has looked once, what comes is no news to it; so more come until one is shown.
        await Poll.UntilAsync(
            async () =>
            {
                await server.OutputAsync("event", "create", title, "--type", "drift", "--service", "s");
                return watching.Output.Contains(title);
            },
            TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        watching.Signal(Signal.Interrupt);
        await watching.WaitForExitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal((130, ""), (watching.ExitCode, watching.Errors));
        Assert.All(watching.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.NotNull(JsonNode.Parse(line)!["title"]));
    }
}
