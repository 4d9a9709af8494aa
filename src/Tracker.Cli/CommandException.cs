namespace Tracker.Cli;

/// <summary>Ends the command with one of <see cref="ExitCode"/> and a line that says what was wrong and what to do.</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CommandException WrongUsage(string message) => new(Cli.ExitCode.WrongUsage, message);

    public static CommandException Refused(string message) => new(Cli.ExitCode.Refused, message);

    public static CommandException Unreachable(string message) => new(Cli.ExitCode.Unreachable, message);
}
