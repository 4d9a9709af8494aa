using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Tracker.Cli;

/// <summary><c>tracker man</c>: the manual page of all commands, from what they say of themselves; for who packages the program.</summary>
internal sealed class ManCommand : Command
{
    public ManCommand()
        : base("man", "Prints the manual page.")
    {
        Hidden = true;
        SetAction(parsed => Write(parsed.InvocationConfiguration.Output, parsed.RootCommandResult));
    }

    private static void Write(TextWriter to, CommandResult root)
    {
        to.WriteLine(".TH TRACKER 1 \"\" \"Tracker\" \"User Commands\"");
        to.WriteLine($".SH NAME\ntracker \\- {Text(root.Command.Description)}");
        to.WriteLine(".SH SYNOPSIS\n.B tracker\n.I command\n[options]");
        to.WriteLine(".SH OPTIONS\nOf every command that speaks to a server:");
        WriteOptions(to, root.Command);
        to.WriteLine(".SH COMMANDS");
        foreach (var command in root.Command.Subcommands.Where(c => !c.Hidden)) WriteCommand(to, command, "tracker");
        to.WriteLine(".SH EXIT STATUS\n.TP\n.B 0\nDone.\n.TP\n.B 1\nThe server said no.\n.TP\n.B 2\nWrong usage.\n.TP\n.B 3\nThe server was not reached.");
        to.WriteLine(".PP\nA command that is run by tracker keeps its own.");
    }

    private static void WriteCommand(TextWriter to, Command command, string before)
    {
        var name = $"{before} {command.Name}";
        var arguments = string.Concat(command.Arguments.Where(a => !a.Hidden).Select(a => $" {a.HelpName ?? a.Name}"));
        to.WriteLine($".SS {Text(name + arguments)}\n{Text(command.Description)}");
        WriteOptions(to, command);
        if (command is IExamples { Examples: { Count: > 0 } examples }) to.WriteLine($".PP\n.nf\n{string.Join('\n', examples.Select(e => "    " + Text(e)))}\n.fi");
        foreach (var part in command.Subcommands.Where(c => !c.Hidden)) WriteCommand(to, part, name);
    }

    private static void WriteOptions(TextWriter to, Command command)
    {
        foreach (var option in command.Options.Where(o => !o.Hidden && o is not (HelpOption or VersionOption)))
        {
            var names = string.Join(", ", option.Aliases.Prepend(option.Name).Select(Text));
            to.WriteLine($".TP\n.B {names}{(option.HelpName is { } value ? $" {Text(value)}" : "")}\n{Text(option.Description)}");
        }
    }

    /// <summary>As roff has it: a line that begins with a dot would be a request, and a plain dash a hyphen.</summary>
    private static string Text(string? text)
    {
        var escaped = (text ?? "").Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).ReplaceLineEndings(" ");
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }
}
