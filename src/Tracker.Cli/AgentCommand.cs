using System.CommandLine;

namespace Tracker.Cli;

/// <summary><c>tracker agent</c>: becomes an agent, which is the server's program in another role.</summary>
internal sealed class AgentCommand : Command, IExamples
{
    public AgentCommand()
        : base("agent", "Takes timeline messages on this machine and keeps them until a server has them. Every further argument is the agent's.")
    {
        TreatUnmatchedTokensAsErrors = false;
        SetAction(parsed => ServerProgram.Become(["agent", .. parsed.UnmatchedTokens]));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "AGENT_KEY=… TRACKER_SERVER=https://tracker.example.com TRACKER_TOKEN=… tracker agent",
        "AGENT_KEY=… TRACKER_BIND=0.0.0.0 tracker agent        (the server comes for the messages)",
    ];
}
