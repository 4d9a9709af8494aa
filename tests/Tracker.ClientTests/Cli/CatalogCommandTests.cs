using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class CatalogCommandTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task A_file_is_applied_shown_and_found()
    {
        using var folder = new TempFolder();
        var (project, image, file) = ("payments", "base-image", folder.PathOf("catalog.yaml"));
        await File.WriteAllTextAsync(
            file,
            $"""
            name: {project}
            type: project
            owner: team-payments
            description: Takes money
            used_deliverables: [{"{"}name: {image}, type: container, version_used: 1.4.0{"}"}]
            ---
            name: {image}
            type: container
            reference_version: 1.10.0
            latest_version: 2.0.0
            """,
            TestContext.Current.CancellationToken);

        await server.OutputAsync("catalog", "apply", "-f", file, "--dry-run");
        await server.RefusedAsync(1, project, "catalog", "get", project);
        Snapshot.Matches("catalog-apply", await server.OutputAsync("catalog", "apply", "-f", file));
        Snapshot.Matches("catalog-get", await server.OutputAsync("catalog", "get", project));
        Assert.Contains(project, await server.OutputAsync("catalog", "list", "takes", "mon", "--type", "project"));
        Assert.Contains(project, await server.OutputAsync("catalog", "list"));
        Snapshot.Matches("catalog-compliance", await server.OutputAsync("catalog", "compliance", project));
        await using (var least = await server.RunAsync("catalog", "compliance", "--least", "100")) Assert.Equal(1, least.ExitCode);

        await using (var piped = await CliServer.RunWithAsync(server.Environment(), $"name: {project}\nowner: others\n", "catalog", "apply", "-f", "-")) Assert.Contains("updated", piped.Output);
        await File.WriteAllTextAsync(file, "name: x\nwrong_field: 1\n", TestContext.Current.CancellationToken);
        await server.RefusedAsync(1, "wrong_field", "catalog", "apply", "-f", file);
        await server.RefusedAsync(2, "--file", "catalog", "apply", "-f", folder.PathOf("missing.yaml"));
    }
}
