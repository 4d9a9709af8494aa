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
        SetAction(parsed => ServerProgram.Become([.. parsed.UnmatchedTokens]));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "tracker serve",
        "tracker serve --demo --data-dir demo",
        "tracker serve --http-port 9090 --config /etc/tracker/tracker.yaml",
        "API_KEY=secret tracker serve",
    ];
}
