using System.Diagnostics;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class McpCommandTests(CliServer server) : IClassFixture<CliServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_assistant_lists_the_tools_and_asks_them()
    {
        var service = Some.Name("asked");
        await server.OutputAsync("event", "create", "Something broke", "--type", "incident", "--service", service);
        string[] messages =
        [
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""",
            $$$$"""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"search_events","arguments":{"service":"{{{{service}}}}","limit":5}}}""",
            """{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"get_event","arguments":{}}}""",
            """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"get_event","arguments":{"id":"no-such"}}}""",
            """{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"get_release_queue","arguments":{"environment":"dev"}}}""",
            """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"why_not_released","arguments":{"application":"no.such","environment":"dev"}}}""",
        ];
        var start = new ProcessStartInfo(Repository.Cli, "mcp") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in server.Environment()) start.Environment[name] = value;
        using var mcp = Process.Start(start)!;
        var answers = new Dictionary<int, JsonNode>();
        try
        {
            foreach (var message in messages) await mcp.StandardInput.WriteLineAsync(message);
            await mcp.StandardInput.FlushAsync(Ct);
            while (answers.Count < 7 && await mcp.StandardOutput.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct) is { } line)
            {
                if (JsonNode.Parse(line)! is var answer && answer["id"] is { } id) answers[(int)id] = answer["result"]!;
            }

            // An assistant that hangs up ends it.
            mcp.StandardInput.Close();
            await mcp.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        }
        finally
        {
            if (!mcp.HasExited) mcp.Kill();
        }

        Assert.Equal((0, ""), (mcp.ExitCode, await mcp.StandardError.ReadToEndAsync(Ct)));
        Assert.Equal("tracker", (string)answers[1]["serverInfo"]!["name"]!);
        Assert.All(answers[2]["tools"]!.AsArray(), tool => Assert.True((bool)tool!["annotations"]!["readOnlyHint"]!));
        Assert.Contains("Something broke", (string)answers[3]["content"]![0]!["text"]!);
        Assert.Equal((true, "id is required: Its id or Slack id."), ((bool)answers[4]["isError"]!, (string)answers[4]["content"]![0]!["text"]!));
        Assert.True((bool)answers[5]["isError"]!);
        Assert.Equal("[]", (string)answers[6]["content"]![0]!["text"]!);
        Assert.Contains("There is no tracker no.such", (string)answers[7]["content"]![0]!["text"]!);
    }
}
