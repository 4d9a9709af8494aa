using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker release list</c></summary>
internal sealed class ReleaseListCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("ID", "id"), Column.Of("APPLICATION", "application"), Column.Of("VERSION", "version"), Column.Of("ENVIRONMENT", "environment"),
        Column.State("STATE", "state"), Column.Time("SINCE", "since"), Column.Of("DEPLOYER", "claimedBy"), Column.Of("REASON", "reason"),
    ];

    private readonly Option<string?> _application = new("--application") { Description = "Only this one, group.name.", HelpName = "name" };
    private readonly Option<string?> _environment = new("--environment") { Description = "Only what goes there.", HelpName = "name" };
    private readonly Option<string?> _state = new Option<string?>("--state") { Description = "Only those in this state.", HelpName = "queued|claimed|deployed|failed|superseded|skipped" }
        .AcceptOnlyFromAmong("queued", "claimed", "deployed", "failed", "superseded", "skipped");
    private readonly Option<int> _limit = Lists.Limit();

    public ReleaseListCommand()
        : base("list", "Lists what is or was in a queue, newest first.")
    {
        foreach (var option in new Option[] { _application, _environment, _state, _limit }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker release list --application shop.api", "tracker release list --environment prod --state deployed --limit 10"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        ApiPath Path() => new ApiPath("api/releases")
            .With("application", session.Get(_application)).With("environment", session.Get(_environment)).With("state", session.Get(_state));
        session.Out.Rows(await Lists.ReadAsync(session.Server, Path, null, session.Get(_limit), ct), Columns);
        return ExitCode.Done;
    }
}
