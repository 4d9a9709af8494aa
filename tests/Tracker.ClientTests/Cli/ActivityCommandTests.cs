using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class ActivityCommandTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task What_happened_is_listed_and_what_changed_before_it()
    {
        var service = Some.Name("told");
        foreach (var (type, status) in new[] { ("deployment", "success"), ("incident", "open") })
        {
            await server.OutputAsync("event", "create", $"{type} of it", "--type", type, "--status", status, "--service", service, "--environment", "production");
        }

        var listed = await server.OutputAsync("activity", "list", "--service", service, "--since", "1h", "--output", "json");
        Assert.Matches("(?s)incident\\.open.*deployment\\.success", listed);
        Assert.DoesNotContain("deployment.success", await server.OutputAsync("activity", "list", "--service", service, "--severity", "bad", "--environment", "prod", "--limit", "1"), StringComparison.Ordinal);
        Assert.DoesNotContain(service, await server.OutputAsync("activity", "list", "--service", service, "--until", "2020-01-01"), StringComparison.Ordinal);

        Assert.Contains("deployment of the same service in the same environment", await server.OutputAsync("activity", "before", "--service", service, "--environment", "prod"), StringComparison.Ordinal);
        await server.RefusedAsync(1, "hours may be from 1 to 336", "activity", "before", "--service", service, "--hours", "400");
        await server.RefusedAsync(1, "no activity 0", "activity", "before", "0");
    }
}
