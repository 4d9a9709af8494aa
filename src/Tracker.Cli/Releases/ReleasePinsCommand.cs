using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker release pins</c></summary>
internal sealed class ReleasePinsCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("APPLICATION", "application"), Column.Of("ENVIRONMENT", "environment"), Column.Of("VERSION", "version"), Column.Of("BY", "by"), Column.Time("SINCE", "at"), Column.Of("REASON", "reason"),
    ];

    private readonly Option<string?> _application = new("--application") { Description = "Only this one, group.name.", HelpName = "name" };
    private readonly Option<string?> _environment = new("--environment") { Description = "Only there.", HelpName = "name" };
    private readonly Option<int> _limit = Lists.Limit();

    public ReleasePinsCommand()
        : base("pins", "Lists what is pinned.")
    {
        foreach (var option in new Option[] { _application, _environment, _limit }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker release pins", "tracker release pins --environment prod"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        ApiPath Path() => new ApiPath("api/releases/pins").With("application", session.Get(_application)).With("environment", session.Get(_environment));
        session.Out.Rows(await Lists.ReadAsync(session.Server, Path, null, session.Get(_limit), ct), Columns);
        return ExitCode.Done;
    }
}
