using System.CommandLine;

namespace Tracker.Cli;

/// <summary>A command that speaks to the server.</summary>
internal abstract class ClientCommand : Command, IExamples
{
    protected ClientCommand(string name, string description)
        : base(name, description) => SetAction(RunAsync);

    public abstract IReadOnlyList<string> Examples { get; }

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(Session session, CancellationToken ct);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        using var session = new Session(parsed);
        return await RunAsync(session, ct);
    }
}

/// <summary>A command that only holds others.</summary>
internal sealed class CommandGroup : Command
{
    public CommandGroup(string name, string description, params IEnumerable<Command> commands)
        : base(name, description)
    {
        foreach (var command in commands) Subcommands.Add(command);
    }
}
