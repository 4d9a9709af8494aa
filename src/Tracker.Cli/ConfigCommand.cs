using System.CommandLine;

namespace Tracker.Cli;

/// <summary><c>tracker config</c>: the server's settings, by the server's program.</summary>
internal sealed class ConfigCommand : Command
{
    public ConfigCommand()
        : base("config", "The settings that a server would start with.") => Subcommands.Add(new ConfigCheckCommand());
}

/// <summary><c>tracker config check</c></summary>
internal sealed class ConfigCheckCommand : Command, IExamples
{
    public ConfigCheckCommand()
        : base("check", "Prints each setting and where it comes from, or what is wrong. Every further argument is the server's.")
    {
        TreatUnmatchedTokensAsErrors = false;
        SetAction(parsed => ServerProgram.Become(["config", "check", .. parsed.UnmatchedTokens]));
    }

    public IReadOnlyList<string> Examples { get; } = ["tracker config check", "tracker config check --config /etc/tracker/tracker.yaml", "HTTP_PORT=9090 tracker config check --grpc-port 9765"];
}
