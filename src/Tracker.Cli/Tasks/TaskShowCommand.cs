using System.CommandLine;
using System.Globalization;
using Tracker.Cli.Output;

namespace Tracker.Cli.Tasks;

/// <summary><c>tracker task show</c></summary>
internal sealed class TaskShowCommand : ClientCommand
{
    private static readonly Column[] Fields =
    [
        Column.Of("Id", "id"), Column.Of("Name", "name"), Column.State("State", "state"), Column.Time("Since", "state_since"), Column.Of("Why", "why"),
        Column.Of("Datapoints", "datapoints"), Column.Of("Tolerance", "tolerance"), Column.Duration("Period", "period"), Column.Of("Cron", "cron"),
        Column.Duration("Grace", "grace"), Column.Duration("Max run", "max_run"), Column.Duration("Early", "early"), Column.Of("Time zone", "timezone"),
        Column.Of("Parent", "parent"), Column.Of("Tags", "tags"), Column.Of("Service", "service"), Column.Of("Environment", "environment"), Column.Of("Host", "host"),
        Column.Time("Last run", "last_run_at"), Column.Time("Expected", "expected_at"), Column.Time("Paused until", "paused_until"), Column.Time("Snoozed until", "snoozed_until"),
        Column.Of("Ping", "ping_path"), Column.Of("Badge", "badge_path"), Column.Time("Created", "created_at"),
    ];

    private readonly Argument<long> _id = new("task-id") { Description = "The task's number." };

    public TaskShowCommand()
        : base("show", "Shows a task as it stands now.") => Arguments.Add(_id);

    public override IReadOnlyList<string> Examples { get; } = ["tracker task show 12", "tracker task show 12 --output yaml"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        session.Out.Fields(await session.Server.GetAsync(string.Create(CultureInfo.InvariantCulture, $"api/tasks/{session.Get(_id)}"), ct), Fields);
        return ExitCode.Done;
    }
}
