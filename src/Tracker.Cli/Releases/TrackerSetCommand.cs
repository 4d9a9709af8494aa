using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker tracker set</c></summary>
internal sealed class TrackerSetCommand : ClientCommand
{
    private readonly Argument<string> _application = TrackerView.Application();
    private readonly Option<string?> _repository = new("--repository") { Description = "Another one; on another host it needs its own token.", HelpName = "name|url" };
    private readonly Option<bool> _defaultBranch = new("--default-branch") { Description = "Reads the default branch again, instead of a tag, branch or commit." };
    private readonly Option<bool> _noToken = new("--no-token") { Description = "Takes the repository's token away." };
    private readonly Option<bool> _noSecret = new("--no-registry-secret") { Description = "Takes the registry's secret away." };
    private readonly TrackerOptions _settings = new();

    public TrackerSetCommand()
        : base("set", "Changes how an application is followed; what is not given stays, secrets too.")
    {
        Arguments.Add(_application);
        Options.Add(_repository);
        _settings.AddTo(this);
        foreach (var option in new Option[] { _defaultBranch, _noToken, _noSecret }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker tracker set shop.api --branch release", "tracker tracker set shop.api --with-token < token.txt", "tracker tracker set shop.api --paused"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = TrackerView.PathOf(session.Get(_application));
        // The server replaces what is not a secret.
        var now = await session.Server.GetAsync(path, ct);
        var body = new JsonObject();
        foreach (var name in new[] { "repo", "sourcePath", "tag", "branch", "commit" })
        {
            if (now.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String) body[name] = value.GetString();
        }

        if (session.Get(_defaultBranch)) foreach (var name in new[] { "tag", "branch", "commit" }) body.Remove(name);
        if (session.Get(_repository) is { } repository) body["repo"] = repository;
        _settings.AddTo(body, session);
        if (session.Get(_noToken)) body["token"] = "";
        if (session.Get(_noSecret)) body["registrySecret"] = "";
        session.Out.Fields(await session.Server.PutAsync(path, body, ct), TrackerView.Fields);
        return ExitCode.Done;
    }
}
