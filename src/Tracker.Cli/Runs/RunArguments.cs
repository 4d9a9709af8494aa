using System.CommandLine;

namespace Tracker.Cli.Runs;

/// <summary>The wrapper's options end at the first word that is none; the rest is the command's, options included.</summary>
internal static class RunArguments
{
    private const string End = "--";

    /// <summary>The arguments with <c>--</c> before the command, if they are those of <c>run</c>.</summary>
    public static string[] Separate(Command root, string[] args)
    {
        var at = NextWord(root.Options, args, 0);
        if (at >= args.Length || args[at] != RunCommand.Word || root.Subcommands.FirstOrDefault(c => c.Name == RunCommand.Word) is not { } run) return args;
        at = NextWord([.. run.Options, .. root.Options.Where(o => o.Recursive)], args, at + 1);
        return at >= args.Length || args[at] == End ? args : [.. args[..at], End, .. args[at..]];
    }

    /// <summary>Where options and their values end.</summary>
    public static int NextWord(IEnumerable<Option> options, string[] args, int at)
    {
        while (at < args.Length && args[at] is ['-', _, ..] and not End)
        {
            var option = options.FirstOrDefault(o => o.Name == args[at] || o.Aliases.Contains(args[at]));
            at += option is { Arity.MaximumNumberOfValues: > 0 } && option.ValueType != typeof(bool) ? 2 : 1;
        }
        return at;
    }
}
