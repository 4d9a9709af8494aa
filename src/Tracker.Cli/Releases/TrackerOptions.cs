using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Account;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary>How an application is followed. Secrets are asked for: what stands in a command line, everybody on the machine may read.</summary>
internal sealed class TrackerOptions
{
    private readonly Option<string?> _file = new("--file") { Description = "The requirements file in the repository; fathomable.yaml unless given.", HelpName = "path" };
    private readonly Option<string?> _tag = new("--tag") { Description = "A tag of the repository to read; at most one of --tag, --branch and --commit.", HelpName = "name" };
    private readonly Option<string?> _branch = new("--branch") { Description = "A branch to read; the default branch unless given.", HelpName = "name" };
    private readonly Option<string?> _commit = new("--commit") { Description = "A commit to read.", HelpName = "id" };
    private readonly Option<bool> _withToken = new("--with-token") { Description = "Asks for the repository's token, or user:token; without a terminal it is the input's next line." };
    private readonly Option<string?> _registry = new("--registry") { Description = "The registry that --registry-user is for, such as quay.io.", HelpName = "host" };
    private readonly Option<string?> _registryUser = new("--registry-user") { Description = "Who asks the registry; nobody unless given.", HelpName = "name" };
    private readonly Option<bool> _withSecret = new("--with-registry-secret") { Description = "Asks for the registry's password or token, after that of the repository." };
    private readonly Option<string?> _interval = new("--interval") { Description = "From poll to poll, 1m to 1d; 5m unless given.", HelpName = "duration" };
    private readonly Option<bool?> _paused = new("--paused") { Description = "Whether it is not polled; false unless given.", HelpName = "true|false", Arity = ArgumentArity.ZeroOrOne };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _file, _tag, _branch, _commit, _withToken, _registry, _registryUser, _withSecret, _interval, _paused }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (new Option[] { _tag, _branch, _commit }.Count(o => result.GetResult(o) is not null) > 1) result.AddError("At most one of --tag, --branch and --commit may be given.");
        });
    }

    /// <summary>Puts what was given into a request.</summary>
    public void AddTo(JsonObject body, Session session)
    {
        var (tag, branch, commit) = (session.Get(_tag), session.Get(_branch), session.Get(_commit));
        if ((tag ?? branch ?? commit) is not null)
        {
            foreach (var name in new[] { "tag", "branch", "commit" }) body.Remove(name);
        }

        foreach (var (name, value) in new[] { ("sourcePath", session.Get(_file)), ("tag", tag), ("branch", branch), ("commit", commit), ("registry", session.Get(_registry)), ("registryUser", session.Get(_registryUser)) })
        {
            if (value is not null) body[name] = value;
        }

        if (session.Get(_interval) is { } interval)
            body["interval"] = (long)(Durations.Parse(interval) ?? throw CommandException.WrongUsage("--interval may be seconds or such as 90s, 15m, 2h.")).TotalSeconds;
        if (session.Get(_paused) is { } paused) body["paused"] = paused;
        if (session.Get(_withToken)) body["token"] = SecretInput.Read("Token of the repository: ");
        if (session.Get(_withSecret)) body["registrySecret"] = SecretInput.Read("Secret of the registry: ");
    }
}
