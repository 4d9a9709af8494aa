using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli;

/// <summary>What every command that speaks to the server takes.</summary>
internal static class SharedOptions
{
    public static Option<string?> Server { get; } = new("--server")
    {
        Description = $"The server, also TRACKER_SERVER. Unless given {Target.StandardServer}, or where you signed in.",
        HelpName = "url",
        Recursive = true,
    };

    public static Option<string?> Token { get; } = new("--token")
    {
        Description = "A user's token; better in TRACKER_TOKEN, where 'ps' does not show it.",
        HelpName = "token",
        Recursive = true,
    };

    public static Option<string?> ApiKey { get; } = new("--api-key")
    {
        Description = "An API key; better in API_KEY.",
        HelpName = "key",
        Recursive = true,
    };

    public static Option<string> Output { get; } = new Option<string>("--output", "-o")
    {
        Description = "How answers are written.",
        HelpName = "table|json|yaml",
        DefaultValueFactory = _ => Printer.Table,
        Recursive = true,
    }.AcceptOnlyFromAmong(Printer.Table, Printer.Json, Printer.Yaml);

    public static void AddTo(Command root)
    {
        root.Options.Add(Server);
        root.Options.Add(Token);
        root.Options.Add(ApiKey);
        root.Options.Add(Output);
    }

    public static Target TargetOf(ParseResult parsed) => Target.Resolve(parsed.GetValue(Server), parsed.GetValue(Token), parsed.GetValue(ApiKey));
}
