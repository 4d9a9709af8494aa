using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker release pin</c></summary>
internal sealed class ReleasePinCommand : ClientCommand
{
    // Who goes back further than this names the release by its id.
    private const int MostReleases = 1_000;

    private readonly Argument<string> _application = TrackerView.Application();
    private readonly Argument<string> _environment = ReleaseView.Environment();
    private readonly Argument<string> _release = new("release") { Description = "Its version, of which the newest release is meant, or its id." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why.", HelpName = "text", Required = true };

    public ReleasePinCommand()
        : base("pin", "Keeps an application at a release in an environment, also an older one, whatever is newer.")
    {
        Arguments.Add(_application);
        Arguments.Add(_environment);
        Arguments.Add(_release);
        Options.Add(_reason);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker release pin shop.api prod 1.8.3 --reason \"1.8.4 loses orders\""];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var (application, environment, release) = (session.Get(_application), session.Get(_environment), session.Get(_release));
        var id = Guid.TryParse(release, out var given) ? given : await FindAsync(session.Server, application, release, ct);
        var path = $"api/applications/{ApiPath.Part(application)}/pins/{ApiPath.Part(environment)}";
        var answer = await session.Server.PutAsync(path, new JsonObject { ["release"] = id, ["reason"] = session.Get(_reason) }, ct);
        session.Out.Said($"{application} stays at {release} in {environment} until 'tracker release unpin {application} {environment}'.", answer);
        return ExitCode.Done;
    }

    private static async Task<Guid> FindAsync(ServerConnection server, string application, string version, CancellationToken ct)
    {
        var path = $"api/applications/{ApiPath.Part(application)}/releases";
        foreach (var release in await Lists.ReadAsync(server, () => new ApiPath(path), null, MostReleases, ct))
        {
            if (Column.TextOf(Column.At(release, "version")) == version) return release.GetProperty("id").GetGuid();
        }

        throw CommandException.Refused($"{application} has no release {version}. See 'tracker release list --application {application}'.");
    }
}
