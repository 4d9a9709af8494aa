using Tracker.Testing;

namespace Tracker.Tests.Docs;

public sealed class RunnableDocumentTests
{
    private static readonly Uri Http = new("http://127.0.0.1:1001");
    private static readonly Uri Grpc = new("http://127.0.0.1:1002");
    private static readonly Uri Metrics = new("http://127.0.0.1:1003");

    private const string Document = """
        Text, and a block that is not run:
        ```bash
        false
        ```
        <!-- run -->
        <!-- expect: "id": "a" -->
        ```bash
        ID=$(echo a)
        echo "{ \"id\":   \"$ID\" } from localhost:8080"
        ```
        <!-- run -->
        ```bash
        echo "again $ID"
        ```
        """;

    [Fact]
    public async Task Blocks_run_in_one_shell_and_their_outputs_are_told_apart()
    {
        var blocks = RunnableDocument.Parse(Document.Split('\n'), "x.md");

        await using var shell = await ChildProcess.RunAsync("bash", ["-c", RunnableDocument.ToScript(blocks, Http, Grpc, Metrics)]);

        Assert.Equal(0, shell.ExitCode);
        Assert.Equal([8, 13], blocks.Select(b => b.Line));
        var outputs = RunnableDocument.Outputs(blocks, shell.Output);
        Assert.Contains(RunnableDocument.Folded(blocks[0].Expected.Single()), outputs[blocks[0]]);
        Assert.Contains("from127.0.0.1:1001", outputs[blocks[0]]);
        Assert.DoesNotContain("again", outputs[blocks[0]]);
        Assert.Equal("againa", outputs[blocks[1]]);
    }

    [Fact]
    public async Task A_failing_block_stops_the_script()
    {
        var blocks = RunnableDocument.Parse(["<!-- run -->", "```bash", "false | cat", "```", "<!-- run -->", "```sh", "echo on", "```"], "x.md");

        await using var shell = await ChildProcess.RunAsync("bash", ["-c", RunnableDocument.ToScript(blocks, Http, Grpc, Metrics)]);

        Assert.NotEqual(0, shell.ExitCode);
        Assert.Equal("", RunnableDocument.Outputs(blocks, shell.Output)[blocks[1]]);
    }

    [Theory]
    [InlineData("<!-- run -->|text", "x.md:1: a bash code block must follow")]
    [InlineData("<!-- run -->|```json|{}|```", "x.md:1: a bash code block must follow")]
    [InlineData("<!-- run -->|```bash|echo", "x.md:2: the code block has no end")]
    public void A_mark_without_a_block_is_an_error(string lines, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => RunnableDocument.Parse(lines.Split('|'), "x.md")).Message);
}
