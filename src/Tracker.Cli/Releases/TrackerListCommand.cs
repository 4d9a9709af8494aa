using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker tracker list</c></summary>
internal sealed class TrackerListCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("APPLICATION", "id"), Column.Of("REPOSITORY", "repo"), Column.Of("LABEL", "requirements.label"), Column.Of("NEWEST TAG", "image.tag"),
        Column.Time("LAST POLL", "lastPollAt"), new Column("ERRORS", row => string.Join("; ", TrackerView.ErrorsOf(row))),
    ];

    private readonly Option<bool> _paused = new("--paused") { Description = "Also those that are paused." };
    private readonly Option<int> _limit = Lists.Limit();

    public TrackerListCommand()
        : base("list", "Lists the applications that are followed, by name.")
    {
        Options.Add(_paused);
        Options.Add(_limit);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker tracker list", "tracker tracker list --output json | jq -r '.[] | select(.errors != []) | .id'"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var paused = session.Get(_paused) ? "true" : null;
        session.Out.Rows(await Lists.ReadAsync(session.Server, () => new ApiPath("trackers").With("paused", paused), null, session.Get(_limit), ct), Columns);
        return ExitCode.Done;
    }
}
