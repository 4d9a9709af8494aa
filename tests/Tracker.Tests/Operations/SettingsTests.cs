using Tracker.Server;
using Tracker.Server.Operations;
using Tracker.Testing;

namespace Tracker.Tests.Operations;

public sealed class SettingsTests
{
    private static readonly Setting<int> Port = Setting.Port("SOME_PORT", 80, "a port");
    private static readonly Setting<bool> Switch = Setting.Switch("SOME_SWITCH", "a switch");
    private static readonly Setting<string?> Secret = Setting.Text("SOME_SECRET", "a secret", "a text of 8 letters", t => t.Length == 8, secret: true);

    [Fact]
    public void A_flag_goes_before_the_environment_and_that_before_the_file()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.FullPath, "tracker.yaml"), "some_port: 1\n");
        Assert.Equal(1, Load(folder).Get(Port));
        Assert.Equal(2, Load(folder, environment: new() { ["SOME_PORT"] = "2" }).Get(Port));
        Assert.Equal(3, Load(folder, ["--some-port", "3"], new() { ["SOME_PORT"] = "2" }).Get(Port));
        Assert.Equal(4, Load(folder, ["--some-port=4"]).Get(Port));
        Assert.Equal(80, Load(new TempFolder()).Get(Port));
        Assert.Equal(1, Load(folder, environment: new() { ["SOME_PORT"] = "" }).Get(Port));
    }

    [Fact]
    public void A_file_may_be_nested_and_named()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.FullPath, "other.yaml"), "some:\n  port: 5\n  switch: yes\n");
        var settings = Load(folder, ["--config", "other.yaml"]);
        Assert.Equal(5, settings.Get(Port));
        Assert.True(settings.Get(Switch));
        Assert.True(Load(folder, ["--some-switch"]).Get(Switch));
    }

    [Fact]
    public void Every_error_is_told_at_once_by_its_key_and_what_is_allowed()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.FullPath, "tracker.yaml"), "some_prt: 1\n");
        var e = Assert.Throws<SettingsException>(() => Load(folder, ["--nonsense"], new() { ["SOME_PORT"] = "eighty", ["SOME_SECRET"] = "hunter2" }));
        Assert.Equal(4, e.Errors.Count);
        Assert.Contains("did you mean SOME_PORT?", e.Message);
        Assert.Contains("\"eighty\" is not allowed; it may be a port from 1 to 65535", e.Message);
        Assert.DoesNotContain("hunter2", e.Message);
    }

    [Fact]
    public void A_broken_file_is_told_by_line()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.FullPath, "tracker.yaml"), "a: 1\n  b: : 2\n");
        Assert.Contains("tracker.yaml, line ", Assert.Throws<SettingsException>(() => Load(folder)).Message);
    }

    [Theory]
    [InlineData("HTTP_PORT", "70000", "HTTP_PORT")]
    [InlineData("TRACKER_BIND", "everywhere", "TRACKER_BIND")]
    [InlineData("DATABASE_URL", "mysql://x", "DATABASE_URL")]
    [InlineData("LOG_LEVEL", "loud", "LOG_LEVEL")]
    [InlineData("MONGO_URI", "mongodb://x", "PostgreSQL")]
    [InlineData("KUBERNETES_SERVICE_HOST", "10.0.0.1", "TRACKER_SINGLE_REPLICA")]
    [InlineData("TRACKER_ALLOW_ANONYMOUS", "admin", "TRACKER_ALLOW_ANONYMOUS")]
    [InlineData("API_KEY", "short", "API_KEY")]
    [InlineData("TRACKER_TRUSTED_PROXIES", "proxy.example", "TRACKER_TRUSTED_PROXIES")]
    public async Task A_wrong_setting_stops_the_start_and_names_what_to_do(string key, string value, string named)
    {
        using var folder = new TempFolder();
        var environment = new Dictionary<string, string> { ["DATA_DIR"] = folder.FullPath, [key] = value };
        Assert.Contains(named, (await Assert.ThrowsAsync<SettingsException>(() => TrackerServer.CreateAsync([], environment))).Message);
    }

    [Fact]
    public async Task Postgres_needs_a_key_that_does_not_lie_beside_the_secrets()
    {
        using var folder = new TempFolder();
        var environment = new Dictionary<string, string> { ["DATA_DIR"] = folder.FullPath, ["DATABASE_URL"] = "postgres://u:p@127.0.0.1:1/d" };
        Assert.Contains("TRACKER_SECRET_KEY", (await Assert.ThrowsAsync<SettingsException>(() => TrackerServer.CreateAsync([], environment))).Message);
    }

    private static Settings Load(TempFolder folder, string[]? args = null, Dictionary<string, string>? environment = null) =>
        Settings.Load(args ?? [], environment ?? [], folder.FullPath, [Port, Switch, Secret]);
}
