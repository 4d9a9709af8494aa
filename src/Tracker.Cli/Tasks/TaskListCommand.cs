using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Tasks;

/// <summary><c>tracker task list</c></summary>
internal sealed class TaskListCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Number("ID", "id"), Column.Of("NAME", "name"), Column.State("STATE", "state"), Column.Time("SINCE", "state_since"),
        Column.Time("LAST RUN", "last_run_at"), Column.Of("WHY", "why"),
    ];

    private readonly Argument<string?> _part = new("part") { Description = "Of the name.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _tag = new("--tag") { Description = "Only those with this tag.", HelpName = "word" };
    private readonly Option<string?> _state = new Option<string?>("--state") { Description = "Only those in this state.", HelpName = "new|up|late|down|paused|unknown" }
        .AcceptOnlyFromAmong("new", "up", "late", "down", "paused", "unknown");
    private readonly Option<int> _limit = Lists.Limit();

    public TaskListCommand()
        : base("list", "Lists tasks by name.")
    {
        Arguments.Add(_part);
        Options.Add(_tag);
        Options.Add(_state);
        Options.Add(_limit);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker task list", "tracker task list backup --state down", "tracker task list --output json | jq -r '.[].name'"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var tasks = await Lists.ReadAsync(
            session.Server,
            () => new ApiPath("api/tasks").With("q", session.Parsed.GetValue(_part)).With("tag", session.Get(_tag)).With("state", session.Get(_state)),
            null, session.Get(_limit), ct);
        session.Out.Rows(tasks, Columns);
        return ExitCode.Done;
    }
}
