using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Insights;

/// <summary><c>tracker insights</c></summary>
internal sealed class InsightsCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("NAME", "name"), Column.Number("DEPLOYMENTS", "figures.deployments"), new Column("PER DAY", row => Number(row, "deploymentsPerDay", 1)) { IsNumber = true },
        Column.Duration("LEAD TIME", "figures.leadTimeMedian"), Column.Number("CHANGES", "figures.changes"), Column.Number("FAILED", "figures.failedChanges"),
        new Column("FAILED %", row => Number(row, "changeFailureRate", 100)) { IsNumber = true },
        Column.Number("INCIDENTS", "figures.incidents"), Column.Duration("RESTORED IN", "figures.restoreMedian"),
    ];

    private readonly Option<string[]> _services = new("--service") { HelpName = "name", Description = "Only this service; may be given again." };
    private readonly Option<string?> _team = new("--team") { HelpName = "name", Description = "Only what this team owns, by the catalog." };
    private readonly Option<string?> _environment = new("--environment") { HelpName = "name", Description = "Where; production unless given, '*' for all." };
    private readonly Option<int?> _days = new("--days") { HelpName = "number", Description = "So many days up to today, 30 unless given." };
    private readonly Option<string?> _from = new("--from") { HelpName = "day", Description = "The first day, instead of --days." };
    private readonly Option<string?> _to = new("--to") { HelpName = "day", Description = "The last day; today unless given." };
    private readonly Option<string?> _by = new("--by") { HelpName = "what", Description = "service, team or environment." };

    public InsightsCommand()
        : base("insights", "Tells how well change flows: deployments, lead time, failed changes, time to restore.")
    {
        foreach (var option in new Option[] { _services, _team, _environment, _days, _from, _to, _by }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker insights --days 90 --by team", "tracker insights --service shop --environment '*' --output json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = new ApiPath("api/v1/insights").With("services", session.Get(_services)).With("team", session.Get(_team)).With("environment", session.Get(_environment))
            .With("days", session.Get(_days)?.ToString(CultureInfo.InvariantCulture)).With("from", session.Get(_from)).With("to", session.Get(_to)).With("group_by", session.Get(_by));
        var answer = await session.Server.GetAsync(path.ToString(), ct);
        session.Out.Report(answer, Rows(answer), Columns);
        if (Column.At(answer, "current.withoutBeginning") is { ValueKind: JsonValueKind.Number } unknown && unknown.GetInt64() is > 0 and var number)
        {
            session.Out.Note($"{number} of the deployments have no known beginning, and so no lead time.");
        }

        return ExitCode.Done;
    }

    /// <summary>The period, the one before it, and then each service, team or environment.</summary>
    private static IEnumerable<JsonElement> Rows(JsonElement answer)
    {
        yield return Row("(all)", answer.GetProperty("current"));
        yield return Row("(all, before)", answer.GetProperty("previous"));
        foreach (var group in answer.GetProperty("groups").EnumerateArray()) yield return group;
    }

    private static JsonElement Row(string name, JsonElement figures) =>
        JsonDocument.Parse(new JsonObject { ["name"] = name, ["figures"] = JsonNode.Parse(figures.GetRawText()) }.ToJsonString()).RootElement;

    private static string Number(JsonElement row, string figure, double times) => Column.At(row, "figures." + figure) is { ValueKind: JsonValueKind.Number } value
        ? (value.GetDouble() * times).ToString("0.##", CultureInfo.InvariantCulture)
        : "";
}
