using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_setting_is_shown_with_where_it_comes_from_and_no_secret()
    {
        await File.WriteAllTextAsync(_folder.PathOf("tracker.yaml"), "http_port: 9001\nlog_level: warn\n", TestContext.Current.CancellationToken);
        await using var check = await CheckAsync("--metrics-port", "9003");

        Assert.True(check.ExitCode == 0, check.Said);
        Assert.Matches(@"(?m)^HTTP_PORT +9001 +.*tracker\.yaml", check.Output);
        Assert.Matches(@"(?m)^GRPC_PORT +9002 +environment", check.Output);
        Assert.Matches(@"(?m)^METRICS_PORT +9003 +", check.Output);
        Assert.Matches(@"(?m)^UDP_PORT +8123 +default", check.Output);
        Assert.DoesNotContain("a secret key", check.Said);
        Assert.False(Directory.Exists(_folder.PathOf("data")));
    }

    [Fact]
    public async Task What_would_be_refused_is_told_with_2()
    {
        await using var check = await CheckAsync("--http-port", "many");
        Assert.Equal(2, check.ExitCode);
        Assert.Contains("HTTP_PORT", check.Errors);
    }

    private Task<ChildProcess> CheckAsync(params string[] arguments)
    {
        var program = _folder.PathOf("bin");
        Directory.CreateDirectory(program);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Repository.Cli)!)) File.Copy(file, Path.Combine(program, Path.GetFileName(file)));
        Directory.CreateSymbolicLink(Path.Combine(program, "server"), Path.GetDirectoryName(Repository.Server)!);
        return ChildProcess.RunAsync(
            Path.Combine(program, "tracker"), ["config", "check", .. arguments],
            new Dictionary<string, string?> { ["GRPC_PORT"] = "9002", ["API_KEY"] = "a secret key", ["HTTP_PORT"] = null, ["METRICS_PORT"] = null, ["UDP_PORT"] = null, ["LOG_LEVEL"] = null, ["DATA_DIR"] = null, ["TRACKER_CONFIG"] = null },
            workingDirectory: _folder.FullPath);
    }
}
