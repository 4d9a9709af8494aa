using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Account;

/// <summary><c>tracker login</c></summary>
internal sealed class LoginCommand : ClientCommand
{
    private readonly Argument<string?> _username = new("username") { Description = "Asked for unless given.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _withKey = new("--with-key") { Description = "Asks for an API key instead of a name and a password." };

    public LoginCommand()
        : base("login", "Asks for a password, which is not shown, and keeps the token that the server gives for it; or reads either from the input.")
    {
        Arguments.Add(_username);
        Options.Add(_withKey);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker login ada --server https://tracker.example.com",
        "tracker login --with-key < key.txt",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        // Only the server of the options counts: what was shown before is to be replaced.
        var server = SharedOptions.TargetOf(session.Parsed).Server;
        var kept = session.Get(_withKey)
            ? new ConfigFile(server.AbsoluteUri, null, SecretInput.Read("API key: "))
            : new ConfigFile(server.AbsoluteUri, await SignInAsync(session, server, ct), null);
        using var asked = new ServerConnection(new Target(server, kept.Token, kept.ApiKey) { CredentialsFrom = "what was typed" });
        var me = await asked.GetAsync("api/v1/me", ct);
        kept.Write();
        session.Out.Said($"{server}: you are {Column.TextOf(me.GetProperty("name"))} and may {Column.TextOf(me.GetProperty("scope"))}. Kept in {ConfigFile.FullPath}.", me);
        return ExitCode.Done;
    }

    private async Task<string> SignInAsync(Session session, Uri server, CancellationToken ct)
    {
        var username = session.Parsed.GetValue(_username) ?? SecretInput.ReadLine("Name: ");
        var body = new JsonObject { ["username"] = username, ["password"] = SecretInput.Read("Password: ") };
        using var anonymous = new ServerConnection(new Target(server, null, null));
        var reply = await anonymous.TrySendAsync(new Request(HttpMethod.Post, "api/v1/auth") { Body = body }, ct);
        if (reply.Status == 401) throw CommandException.Refused("The server does not take this name with this password; try again.");
        if (!reply.IsDone) throw Refusal.Of(reply, anonymous.Target);
        return Column.TextOf(reply.Json(anonymous.Target).GetProperty("token"));
    }
}
