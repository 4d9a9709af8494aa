using Tracker.Server;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Sources;

namespace Tracker.Tests.Releases.Sources;

public sealed class SourceOptionsTests
{
    [Fact]
    public void Hosts_are_listed_with_their_ports()
    {
        var options = SourceOptions.From(Load("github.example.org, 10.0.0.5:8443", "registry.lan:5000"));
        Assert.Equal(["github.example.org", "10.0.0.5:8443"], options.GitHubHosts);
        Assert.Equal(["registry.lan:5000"], options.HttpRegistries);
        Assert.Empty(SourceOptions.From(Load("", "")).GitHubHosts);
    }

    [Theory]
    [InlineData("https://github.example.org")]
    [InlineData("github.example.org/api")]
    [InlineData("user@github.example.org")]
    [InlineData("github.example.org:port")]
    [InlineData(",")]
    public void Anything_else_stops_the_start(string hosts) =>
        Assert.Contains("TRACKER_GITHUB_HOSTS", Assert.Throws<SettingsException>(() => Load(hosts, "")).Message);

    private static Settings Load(string gitHub, string registries) => Settings.Load(
        [], new Dictionary<string, string> { ["TRACKER_GITHUB_HOSTS"] = gitHub, ["TRACKER_HTTP_REGISTRIES"] = registries }, Path.GetTempPath(), TrackerServer.KnownSettings);
}
