using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class InsightsCommandTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task The_figures_are_printed_beside_those_before()
    {
        var service = Some.Name("measured");
        foreach (var environment in new[] { "UAT", "production" })
        {
            await server.OutputAsync("event", "create", "Deploy", "--type", "deployment", "--status", "success", "--service", service, "--release", "2.0", "--environment", environment);
        }

        var lines = (await server.OutputAsync("insights", "--service", service)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("NAME", lines[0], StringComparison.Ordinal);
        Assert.Matches("^\\(all\\) +1 +0\\.03 ", lines[1]);
        Assert.Matches("^\\(all, before\\) +0 ", lines[2]);
        Assert.StartsWith(service, lines[3], StringComparison.Ordinal);
        Assert.Contains("\"leadTimes\": 1", await server.OutputAsync("insights", "--service", service, "--output", "json"), StringComparison.Ordinal);
        Assert.Contains("1 of the deployments", await server.OutputAsync("insights", "--service", service, "--environment", "UAT"), StringComparison.Ordinal);
        await server.RefusedAsync(1, "days may be", "insights", "--days", "0");
    }
}
