using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker release queue</c></summary>
internal sealed class ReleaseQueueCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("ID", "id"), Column.Of("APPLICATION", "application"), Column.Of("VERSION", "version"), Column.State("STATE", "state"), Column.Time("ENTERED", "enteredAt"),
        new Column("WAITS FOR", row => string.Join(' ', Column.At(row, "gates").EnumerateArray().Select(ReleaseView.GateOf))),
    ];

    private readonly Argument<string> _environment = ReleaseView.Environment();
    private readonly Option<int> _limit = Lists.Limit();

    public ReleaseQueueCommand()
        : base("queue", "Shows the queue of an environment in its order, and what each release waits for.")
    {
        Arguments.Add(_environment);
        Options.Add(_limit);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker release queue prod", "tracker release queue prod --output json | jq -r '.[] | select(.gates == []) | .application'"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = "api/releases/" + ApiPath.Part(session.Get(_environment));
        session.Out.Rows(await Lists.ReadAsync(session.Server, () => new ApiPath(path), null, session.Get(_limit), ct), Columns);
        return ExitCode.Done;
    }
}
