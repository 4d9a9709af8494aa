using System.Text;
using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed partial class HelpTests
{
    private static readonly Dictionary<string, string?> Nothing = [];

    /// <summary>Every command that help leads to, so that a new one cannot be forgotten. What does something shows examples.</summary>
    [Fact]
    public async Task The_help_of_every_command_is_as_reviewed()
    {
        var root = await HelpAsync();
        Snapshot.Matches("help", root);
        foreach (var command in CommandsIn(root))
        {
            var text = new StringBuilder();
            await WalkAsync([command], text);
            Snapshot.Matches("help-" + command, text.ToString());
        }
    }

    private static async Task WalkAsync(string[] path, StringBuilder text)
    {
        var help = await HelpAsync(path);
        text.Append(help);
        var inner = CommandsIn(help);
        if (inner.Count == 0) Assert.Contains("Examples:", help);
        foreach (var command in inner) await WalkAsync([.. path, command], text);
    }

    private static async Task<string> HelpAsync(params string[] path)
    {
        await using var tracker = await CliServer.RunWithAsync(Nothing, null, [.. path, "--help"]);
        Assert.Equal(0, tracker.ExitCode);
        return tracker.Output;
    }

    private static List<string> CommandsIn(string help) =>
        [.. Commands().Match(help).Groups[1].Captures.Select(c => c.Value)];

    [GeneratedRegex(@"^Commands:\n(?:  (?:\S+, )*([a-z0-9-]+)\S*.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Commands();
}
