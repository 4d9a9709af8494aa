using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Tracker.Cli;

/// <summary>The commands, and what is the same for all of them: help, wrong usage, errors without a stack trace.</summary>
internal static class CommandLine
{
    // An argument that begins with @ is an argument, not a file of arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static int Run(string[] args)
    {
        var parsed = Root().Parse(args, Parsing);
        try
        {
            if (parsed.Action is ParseErrorAction wrong)
            {
                // Whoever typed a word wrongly needs the right word; whoever typed none, the list.
                wrong.ShowTypoCorrections = true;
                wrong.ShowHelp = args.Length == 0;
                parsed.Invoke();
                return ExitCode.WrongUsage;
            }
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"tracker: {e.Message}");
            return ExitCode.Refused;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Tracker: what runs on your platform, what changed, what is late.") { new ServeCommand(), new AdminCommand() };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }
}
