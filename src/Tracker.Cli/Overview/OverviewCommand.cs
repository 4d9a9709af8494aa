using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Overview;

/// <summary><c>tracker overview</c></summary>
internal sealed class OverviewCommand : ClientCommand
{
    private static readonly Column[] Attention =
    [
        new("NEEDS ATTENTION", row => Column.TextOf(Column.At(row, "urgency")) == "bad" ? "now" : "watch"), Column.Of("WHAT", "title"), Column.Of("MORE", "detail"), Column.Time("SINCE", "since"),
    ];

    private static readonly Column[] Numbers =
    [
        Column.Of("Events today", "events.today"), Column.Of("Yesterday by now", "events.yesterdayByNow"), Column.Of("Deployed today", "deployments.succeeded"),
        Column.Of("Failed today", "deployments.failed"), Column.Of("Deploying", "deployments.running"), Column.Of("Incidents open", "incidents.open"),
        new("Tasks late, down", row => $"{Number(row, "tasks.late")}, {Number(row, "tasks.down")} of {Number(row, "tasks.total")}"),
        new("Locks held, waiting", row => $"{Number(row, "locks.held")}, {Number(row, "locks.waiting")}"),
        new("Releases queued", row => $"{Number(row, "releases.queued")}, {Number(row, "releases.waitingForPerson")} for somebody"),
    ];

    private static readonly Column[] Running = [Column.Of("RUNNING", "context"), Column.Of("TIMELINE", "title"), Column.Number("DONE %", "progress"), Column.Time("SINCE", "startedAt"), Column.Time("ENDS", "endsAt")];

    private static readonly Column[] Planned = [Column.Of("PLANNED", "kind"), Column.Of("WHAT", "title"), Column.Of("MORE", "detail"), Column.Time("FROM", "startsAt"), Column.Time("UNTIL", "endsAt")];

    private readonly Option<string?> _zone = new("--zone") { HelpName = "name", Description = "Whose day is today, such as Europe/Paris; UTC unless given." };

    public OverviewCommand()
        : base("overview", "Shows how everything stands: what needs attention first, today's numbers, what runs, what comes next.") => Options.Add(_zone);

    public override IReadOnlyList<string> Examples { get; } = ["tracker overview", "tracker overview --zone Europe/Paris --output json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var answer = await session.Server.JsonAsync(new Request(HttpMethod.Get, new ApiPath("api/v1/overview").With("zone", session.Get(_zone)).ToString()), ct);
        var now = answer.GetProperty("overview");
        session.Out.Fields(now, Numbers);
        foreach (var (path, columns) in new[] { ("attention", Attention), ("timelines.first", Running), ("planned", Planned) })
        {
            if (Column.At(now, path) is not { ValueKind: JsonValueKind.Array } rows || rows.GetArrayLength() == 0) continue;
            session.Out.Further([.. rows.EnumerateArray()], columns);
        }

        return ExitCode.Done;
    }

    private static string Number(JsonElement row, string path) => Column.TextOf(Column.At(row, path)) is { Length: > 0 } text ? text : 0.ToString(CultureInfo.InvariantCulture);
}
