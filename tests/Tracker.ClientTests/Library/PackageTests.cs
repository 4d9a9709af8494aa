using System.IO.Compression;
using Tracker.Client;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

/// <summary>The package as others get it.</summary>
public sealed class PackageTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private const string Version = "0.0.1-test";

    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, string?> Quiet = new() { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" };

    [Fact(Explicit = true)]
    public async Task A_program_that_has_only_the_package_deploys()
    {
        using var folder = new TempFolder();
        await DotnetAsync(folder, Quiet, "pack", Repository.PathOf("src", "Tracker.Client"), "--no-build", "-c", Configuration, "-o", folder.PathOf("packages"), $"-p:Version={Version}");
        CheckContent(folder.PathOf("packages", $"Tracker.Client.{Version}.nupkg"));
        CopySample(folder);
        File.WriteAllText(folder.PathOf("nuget.config"), """<configuration><packageSources><clear /><add key="here" value="packages" /></packageSources></configuration>""");
        // What an earlier version left in the machine's own folder of packages is not what is tested.
        await DotnetAsync(folder, new(Quiet) { ["NUGET_PACKAGES"] = folder.PathOf("restored") }, "build", folder.PathOf("Deploy"), "-o", folder.PathOf("bin"), $"-p:TrackerVersion={Version}");

        await using var deploy = await ChildProcess.RunAsync("dotnet", [folder.PathOf("bin", "Deploy.dll"), "packaged", "1.2.3"], new Dictionary<string, string?>
        {
            ["TRACKER_SERVER"] = server.App.HttpAddress.AbsoluteUri,
            ["TRACKER_UDP"] = server.App.UdpAddress.ToString(),
            ["API_KEY"] = LibraryServer.Key,
        }, timeout: TimeSpan.FromMinutes(2));

        Assert.Equal(("", 0), (deploy.Errors, deploy.ExitCode));
        Assert.Contains("Deploying as ", deploy.Output);
        Assert.Equal("1.2.3", Assert.Single(await server.Client.Catalog.GetEnvironmentsAsync("packaged")).Version);
        await Poll.UntilAsync(async () => (await server.Client.Timelines.GetAsync("deploy/packaged", "1.2.3")) is { Events.Count: 3, Open: 0 });
        Assert.Empty(await server.Client.Locks.List(new() { Service = "packaged" }).AllAsync());
    }

    private static void CheckContent(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        var files = zip.Entries.Select(e => e.FullName).Where(n => !n.StartsWith("package/", StringComparison.Ordinal) && !n.StartsWith("_rels", StringComparison.Ordinal) && n != "[Content_Types].xml").Order(StringComparer.Ordinal);
        using var spec = new StreamReader(zip.GetEntry("Tracker.Client.nuspec")!.Open());

        Assert.Equal(["README.md", "Tracker.Client.nuspec", "lib/net10.0/Tracker.Client.dll", "lib/net10.0/Tracker.Client.xml", "lib/net10.0/Tracker.Protocol.Timelines.dll", "lib/net10.0/Tracker.Protocol.Timelines.xml"], files);
        Assert.DoesNotContain("<dependency ", spec.ReadToEnd());
    }

    private static void CopySample(TempFolder folder)
    {
        Directory.CreateDirectory(folder.PathOf("Deploy"));
        foreach (var name in new[] { "Deploy.csproj", "Program.cs" }) File.Copy(Repository.PathOf("samples", "Deploy", name), folder.PathOf("Deploy", name));
    }

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(Repository.Server)))!;

    private static async Task DotnetAsync(TempFolder folder, Dictionary<string, string?> environment, params string[] arguments)
    {
        await using var dotnet = ChildProcess.Start("dotnet", arguments, environment, workingDirectory: folder.FullPath);
        await dotnet.WaitForExitAsync(BuildTime);
        Assert.True(dotnet.ExitCode == 0, dotnet.Said);
    }
}
