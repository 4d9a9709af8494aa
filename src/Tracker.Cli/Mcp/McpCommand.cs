using System.Text;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Mcp;

/// <summary><c>tracker mcp</c>: lets an assistant read, over the standard input and output.</summary>
internal sealed class McpCommand() : ClientCommand("mcp", "Answers an AI assistant's questions over the Model Context Protocol, on the standard input and output. It only reads.")
{
    private const string ServerName = "tracker";

    // More than a model can make use of.
    private const int MostCharacters = 200_000;

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker mcp --server https://tracker.example.com        (with API_KEY of a key with the scope read)",
        "{\"mcpServers\": {\"tracker\": {\"command\": \"tracker\", \"args\": [\"mcp\"], \"env\": {\"API_KEY\": \"…\"}}}}",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var connection = session.Server;
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = ServerName, Version = typeof(McpCommand).Assembly.GetName().Version!.ToString(3) },
            ServerInstructions = "Tracker knows what changed on a platform, what there is, who holds locks, whether scheduled tasks run, which version goes where next and why not, and how long builds and deployments took.",
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. McpTool.All.Select(Describe)] }),
                CallToolHandler = (request, token) => AnswerAsync(connection, request.Params, token),
            },
        };
        await using var transport = new StdioServerTransport(ServerName);
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync(ct);
        return ExitCode.Done;
    }

    private static Tool Describe(McpTool tool) => new()
    {
        Name = tool.Name,
        Description = tool.Description,
        InputSchema = tool.Schema(),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    /// <summary>What is refused is an answer too: the assistant may ask better.</summary>
    private static async ValueTask<CallToolResult> AnswerAsync(ServerConnection server, CallToolRequestParams? asked, CancellationToken ct)
    {
        if (McpTool.All.FirstOrDefault(t => t.Name == asked?.Name) is not { } tool) return Refused($"There is no tool {asked?.Name}.");
        var arguments = new McpArguments(asked!.Arguments ?? new Dictionary<string, System.Text.Json.JsonElement>());
        if (arguments.Missing(tool) is { } missing) return Refused(missing);
        try
        {
            var reply = await server.SendAsync(new Request(HttpMethod.Get, tool.Path(arguments).ToString()), ct);
            var text = Encoding.UTF8.GetString(reply.Body);
            return text.Length <= MostCharacters
                ? new CallToolResult { Content = [new TextContentBlock { Text = text }] }
                : Refused($"The answer has {text.Length} characters; ask for less, by 'limit' or a narrower question.");
        }
        catch (CommandException e)
        {
            return Refused(e.Message);
        }
    }

    private static CallToolResult Refused(string why) => new() { IsError = true, Content = [new TextContentBlock { Text = why }] };
}
