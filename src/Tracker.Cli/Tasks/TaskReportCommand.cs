using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Output;

namespace Tracker.Cli.Tasks;

/// <summary><c>tracker task report</c></summary>
internal sealed class TaskReportCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("NAME", "name"), Column.State("STATE", "state"), Column.Number("JOBS", "status"), Column.Time("LAST JOB", "lastBackup"), Column.Of("WHY", "why"),
    ];

    private readonly Option<string> _notify = new Option<string>("--notify")
    {
        Description = "Whether to send the report as well.",
        HelpName = "always|on-error|never",
        DefaultValueFactory = _ => "never",
    }.AcceptOnlyFromAmong("always", "on-error", "never");

    private readonly Option<bool> _check = new("--check") { Description = "Ends with 1 when a task is down." };

    public TaskReportCommand()
        : base("report", "Evaluates every task now.")
    {
        Options.Add(_notify);
        Options.Add(_check);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker task report", "tracker task report --check", "tracker task report --notify on-error"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var notify = session.Get(_notify)!.ToUpperInvariant().Replace('-', '_');
        var report = await session.Server.PostAsync("api/reports", new JsonObject { ["notify"] = notify }, ct);
        session.Out.Report(report, "tasks", Columns);
        return session.Get(_check) && Column.TextOf(report.GetProperty("status")) != "OK" ? ExitCode.Refused : ExitCode.Done;
    }
}
