using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli;

/// <summary>One call of a command: what was typed, the server, and where answers go. What is not asked for is not made.</summary>
internal sealed class Session(ParseResult parsed) : IDisposable
{
    private ServerConnection? _server;
    private Printer? _printer;

    public ParseResult Parsed => parsed;

    public ServerConnection Server => _server ??= new ServerConnection(SharedOptions.TargetOf(parsed));

    public Printer Out => _printer ??= new Printer(parsed.GetValue(SharedOptions.Output) ?? Printer.Table, parsed.InvocationConfiguration.Output, Printer.MayColour());

    public TextWriter Errors => parsed.InvocationConfiguration.Error;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public void Dispose() => _server?.Dispose();
}
