using Tracker.Testing;

namespace Tracker.Tests.Docs;

/// <summary>What the documents tell people to type, typed.</summary>
public sealed class DocumentRunTests
{
    public static TheoryData<string> Documents() => ["README.md", "docs/events.md", "docs/catalog.md", "docs/locks.md", "docs/api-specification.md", "docs/operations.md", "docs/insights.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Its_commands_do_what_it_says(string document)
    {
        Requires.Program("curl", "curl");
        Requires.Program("jq", "jq");
        await using var python = await ChildProcess.RunAsync("/usr/bin/python3", ["-c", "import grpc, google.protobuf"]);
        Requires.That(python.ExitCode == 0, "Python's gRPC is not installed (Debian packages python3-grpcio, python3-protobuf).");
        await using var tracker = await TrackerProcess.StartAsync();
        var blocks = RunnableDocument.Read(Repository.PathOf(document));
        Assert.NotEmpty(blocks);

        // grpcurl is the one in this folder: Debian has none.
        var path = Repository.PathOf("tests", "Tracker.Tests", "Docs") + ":" + Environment.GetEnvironmentVariable("PATH");
        await using var shell = await ChildProcess.RunAsync(
            "bash",
            ["-c", RunnableDocument.ToScript(blocks, tracker.HttpAddress, tracker.GrpcAddress, tracker.MetricsAddress)],
            new Dictionary<string, string?> { ["PATH"] = path });

        Assert.True(shell.ExitCode == 0, $"{document}: exit code {shell.ExitCode}\n{shell.Said}");
        var outputs = RunnableDocument.Outputs(blocks, shell.Output);
        foreach (var block in blocks)
        {
            foreach (var expected in block.Expected)
            {
                Assert.True(
                    outputs[block].Contains(RunnableDocument.Folded(expected), StringComparison.Ordinal),
                    $"{document}:{block.Line}: {expected} is not in\n{outputs[block]}");
            }
        }
    }
}
