using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.ClientTests.Deploy;

/// <summary>What <c>./publish</c> makes, unpacked in another place and tried there.</summary>
public sealed class PublishTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task The_archive_works_where_there_is_no_dotnet()
    {
        await using var publish = await ChildProcess.RunAsync(Repository.PathOf("publish"), [], timeout: TimeSpan.FromMinutes(20), ct: Ct);
        Assert.True(publish.ExitCode == 0, publish.Said);
        using var folder = new TempFolder();
        var dist = Repository.PathOf("dist");
        await using var check = await ChildProcess.RunAsync("sh", ["-c", $"cd '{dist}' && sha256sum -c SHA256SUMS && tar -xzf tracker-*.tar.gz -C '{folder.FullPath}'"], ct: Ct);
        Assert.True(check.ExitCode == 0, check.Said);
        var unpacked = Directory.GetDirectories(folder.FullPath).Single();

        var bare = new Dictionary<string, string?> { ["PATH"] = "/usr/bin:/bin", ["DOTNET_ROOT"] = "/nowhere", ["DATA_DIR"] = folder.PathOf("data"), ["HTTP_PORT"] = "0", ["GRPC_PORT"] = "0", ["METRICS_PORT"] = "0", ["UDP_PORT"] = "0" };
        await using var version = await ChildProcess.RunAsync(Path.Combine(unpacked, "tracker"), ["--version"], bare, ct: Ct);
        Assert.Matches(new Regex(@"^\d+\.\d+\.\d+"), version.Output);
        await using var upto = await ChildProcess.RunAsync(Path.Combine(unpacked, "upto-client"), ["--help"], bare, ct: Ct);
        Assert.Contains("remotehost", upto.Output);
        await using var wrapped = await ChildProcess.RunAsync(Path.Combine(unpacked, "grasshopper"), ["-q", "sh", "-c", "exit 7"], bare, ct: Ct);
        Assert.Equal(7, wrapped.ExitCode);
        Assert.Contains(".TH TRACKER 1", await File.ReadAllTextAsync(Path.Combine(unpacked, "share", "man", "man1", "tracker.1"), Ct));

        await using var server = ChildProcess.Start(Path.Combine(unpacked, "tracker"), ["serve"], bare, folder.FullPath);
        await Poll.UntilAsync(() => server.HasExited || TrackerAddresses.Read(folder.PathOf("data")) is not null, TimeSpan.FromSeconds(60), Ct);
        Assert.False(server.HasExited, server.Said);
        server.Signal(Signal.Terminate);
        await server.WaitForExitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal(0, server.ExitCode);
    }
}
