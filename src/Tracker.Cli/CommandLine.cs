using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Tracker.Cli.Account;
using Tracker.Cli.Activity;
using Tracker.Cli.Catalog;
using Tracker.Cli.Events;
using Tracker.Cli.Insights;
using Tracker.Cli.Locks;
using Tracker.Cli.Mcp;
using Tracker.Cli.Output;
using Tracker.Cli.Releases;
using Tracker.Cli.Runs;
using Tracker.Cli.Tasks;
using Tracker.Cli.Timelines;
using Tracker.Cli.Transfers;

namespace Tracker.Cli;

/// <summary>The commands, and what is the same for all of them: help, wrong usage, errors without a stack trace.</summary>
internal static class CommandLine
{
    // 128 + SIGINT, as shells have it.
    private const int Interrupted = 130;

    // An argument that begins with @ is an argument, not a file of arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>The commands of the server's own program: their flags are the server's.</summary>
    private static readonly (string Name, Func<Command> Make)[] OfServer =
    [
        ("serve", () => new ServeCommand()),
        ("agent", () => new AgentCommand()),
        ("admin", () => new AdminCommand()),
        ("config", () => new ConfigCommand()),
    ];

    private static readonly (string Name, Func<Command> Make)[] OfClient =
    [
        ("track", () => new TrackCommand()),
        ("task", TaskCommands.All),
        ("timeline", TimelineCommands.All),
        ("event", EventCommands.All),
        ("lock", LockCommands.All),
        ("catalog", CatalogCommands.All),
        ("activity", ActivityCommands.All),
        (TrackerWord.OfGroup, TrackerCommands.All),
        ("release", ReleaseCommands.All),
        (RunCommand.Word, () => new RunCommand()),
        ("insights", () => new InsightsCommand()),
        ("status", () => new StatusCommand()),
        ("login", () => new LoginCommand()),
        ("export", () => new ExportCommand()),
        ("import", () => new ImportCommand()),
        ("mcp", () => new McpCommand()),
        ("completion", () => new CompletionCommand()),
    ];

    /// <param name="calledAs">The name that the program was called by, see <see cref="ProgramName"/>.</param>
    /// <param name="args">What follows it.</param>
    public static int Run(string calledAs, string[] args)
    {
        if (calledAs == ProgramName.Grasshopper) args = ["run", .. args];
        var root = calledAs == ProgramName.UptoClient ? Finish(TimelineCommands.UptoClient()) : Root(args);
        if (root is RootCommand) args = TrackerWord.Replace(root, args);
        var parsed = root.Parse(RunArguments.Separate(root, args), Parsing);
        try
        {
            if (parsed.Action is ParseErrorAction wrong)
            {
                // Whoever typed a word wrongly needs the right word; whoever typed none, the list.
                wrong.ShowTypoCorrections = true;
                wrong.ShowHelp = args.Length == 0;
                parsed.Invoke();
                if (args.Length > 0) Console.Error.WriteLine($"See '{PathOf(parsed.CommandResult)} --help'.");
                return ExitCode.WrongUsage;
            }

            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
            if (parsed.CommandResult.Command is ILeavesSignals) invocation.ProcessTerminationTimeout = null;
            return parsed.Invoke(invocation);
        }
        catch (CommandException e)
        {
            return Failed(e, e.ExitCode);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (KeyNotFoundException)
        {
            return Failed(new CommandException(ExitCode.Refused, "The server's answer lacks what this program looks for; is the server as new as the program?"), ExitCode.Refused);
        }
        catch (Exception e)
        {
            return Failed(e, ExitCode.Refused);
        }
    }

    /// <summary>The words that lead to a command.</summary>
    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : result.Command.Name;

    private static int Failed(Exception e, int code)
    {
        Console.Error.WriteLine("tracker: " + PlainText.Of(e.Message));
        return code;
    }

    /// <summary>With one command, when the first word names it: the others would only cost time.</summary>
    private static Command Root(string[] args)
    {
        var root = new RootCommand("Tracker: what runs on your platform, what changed, what is late.");
        var first = args.Length > 0 ? args[0] : "";
        if (Array.Find(OfServer, c => c.Name == first).Make is { } server)
        {
            root.Subcommands.Add(server());
            return Finish(root);
        }

        SharedOptions.AddTo(root);
        if (Array.Find(OfClient, c => c.Name == first).Make is { } client)
        {
            root.Subcommands.Add(client());
            return Finish(root);
        }

        foreach (var (_, make) in OfServer.Concat(OfClient)) root.Subcommands.Add(make());
        root.Subcommands.Add(new ManCommand());
        return Finish(root);
    }

    private static Command Finish(Command root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }
}
