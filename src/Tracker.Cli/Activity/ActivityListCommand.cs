using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Activity;

/// <summary><c>tracker activity list</c></summary>
internal sealed class ActivityListCommand : ClientCommand
{
    private const int MostOnPage = 500;

    private static readonly Column[] Columns =
    [
        Column.Of("ID", "id"), Column.Time("AT", "at"), Column.Of("KIND", "kind"), Column.State("SEVERITY", "severity"), Column.Of("SERVICE", "service"),
        Column.Of("ENVIRONMENT", "environment"), Column.Of("HOST", "host"), Column.Of("TITLE", "title"),
    ];

    private readonly Option<string[]> _modules = new("--module") { Description = "events, tasks, timelines, releases, runs, locks or catalog; of several any.", HelpName = "name" };
    private readonly Option<string[]> _kinds = new("--kind") { Description = "Such as deployment, deployment.failure or task; of several any.", HelpName = "kind" };
    private readonly Option<string?> _severity = new("--severity") { Description = "At least as severe: info, good, warning or bad.", HelpName = "word" };
    private readonly Option<string?> _service = new("--service") { Description = "Exactly this one.", HelpName = "name" };
    private readonly Option<string?> _environment = new("--environment") { Description = "A name or an alias, such as prod.", HelpName = "name" };
    private readonly Option<string?> _host = new("--host") { Description = "Exactly this one.", HelpName = "name" };
    private readonly Option<string?> _text = new("--text") { Description = "Part of the title.", HelpName = "text" };
    private readonly Option<string?> _since = new("--since") { Description = "From this date or time on, or since so long ago: 2026-03-02, 6h, 30d.", HelpName = "when" };
    private readonly Option<string?> _until = new("--until") { Description = "Before this.", HelpName = "when" };
    private readonly Option<int> _limit = Lists.Limit();

    public ActivityListCommand()
        : base("list", "Lists what happened, newest first. Every condition narrows the list.")
    {
        foreach (var option in new Option[] { _modules, _kinds, _severity, _service, _environment, _host, _text, _since, _until, _limit }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["tracker activity list --service shop --since 24h", "tracker activity list --severity warning --environment prod", "tracker activity list --kind deployment.failure --since 30d --output json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var (limit, rows, after) = (session.Get(_limit), new List<JsonElement>(), "");
        do
        {
            var answer = await session.Server.GetAsync(
                new ApiPath("api/v1/activity").With("modules", session.Get(_modules)).With("kinds", session.Get(_kinds)).With("severity", session.Get(_severity))
                    .With("service", session.Get(_service)).With("environment", session.Get(_environment)).With("host", session.Get(_host)).With("text", session.Get(_text))
                    .With("from", ActivityCommands.Instant(session.Get(_since))).With("to", ActivityCommands.Instant(session.Get(_until)))
                    .With("per_page", Math.Min(limit - rows.Count, MostOnPage)).With("after", after).ToString(),
                ct);
            foreach (var row in answer.GetProperty("activities").EnumerateArray()) rows.Add(row);
            after = answer.GetProperty("next").GetString() ?? "";
        }
        while (rows.Count < limit && after.Length > 0);

        session.Out.Rows(rows, Columns);
        return ExitCode.Done;
    }
}
