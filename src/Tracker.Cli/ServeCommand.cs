using System.CommandLine;

namespace Tracker.Cli;

/// <summary><c>tracker serve</c>: becomes the server that stands beside this program.</summary>
internal sealed class ServeCommand : Command, IExamples
{
    public ServeCommand()
        : base("serve", "Starts the server. Every further argument is the server's.")
    {
        Aliases.Add("serv");
        TreatUnmatchedTokensAsErrors = false;
        SetAction(parsed => Serve([.. parsed.UnmatchedTokens]));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "tracker serve",
        "tracker serve --http-port 9090 --config /etc/tracker/tracker.yaml",
        "API_KEY=secret tracker serve",
    ];

    private static int Serve(string[] arguments)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "server");
        var program = Path.Combine(folder, "Tracker.Server");
        var assembly = program + ".dll";
        if (!File.Exists(program) && !File.Exists(assembly))
        {
            Console.Error.WriteLine($"tracker: there is no server at {program}. It is installed beside this program; 'make build' puts it there.");
            return ExitCode.Unreachable;
        }

        // The server takes this process over, so that its id, signals and exit code are the server's own.
        var failure = File.Exists(program)
            ? Exec.Replace(program, [program, .. arguments])
            : Exec.Replace("dotnet", ["dotnet", assembly, .. arguments]);
        Console.Error.WriteLine($"tracker: the server at {folder} could not be started: {failure}");
        return ExitCode.Unreachable;
    }
}
