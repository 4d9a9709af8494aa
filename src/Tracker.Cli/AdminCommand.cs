using System.CommandLine;

namespace Tracker.Cli;

/// <summary><c>tracker admin</c>: keys and users, by the server's program on the server's store.</summary>
internal sealed class AdminCommand : Command, IExamples
{
    public AdminCommand()
        : base("admin", "Makes and ends keys and users straight in the store, also while the server runs: for whoever owns the machine.")
    {
        TreatUnmatchedTokensAsErrors = false;
        SetAction(parsed => ServerProgram.Become(["admin", .. parsed.UnmatchedTokens]));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "tracker admin key create pipeline --scope write --days 90",
        "tracker admin key list",
        "tracker admin key revoke pipeline --data-dir /var/lib/tracker",
        "tracker admin user create ada --scope admin        (asks for the password)",
        "tracker admin user password ada < password.txt",
        "tracker admin user list",
        "tracker admin user disable ada",
        "DATABASE_URL=postgres://… tracker admin user enable ada",
    ];
}
