using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Tasks;

/// <summary><c>tracker task create</c></summary>
internal sealed class TaskCreateCommand : ClientCommand
{
    private readonly Argument<string> _name = new("name") { Description = "Unique." };
    private readonly Option<int?> _datapoints = new("--datapoints") { Description = "Days that count, 1 to 366; 7 unless given.", HelpName = "n" };
    private readonly Option<int?> _tolerance = new("--tolerance") { Description = "How many of them may be without a job; 0 unless given.", HelpName = "n" };
    private readonly Option<string?> _period = Text("--period", "From one run to the next, such as 90m or 1d.", "duration");
    private readonly Option<string?> _cron = Text("--cron", "Or five fields as in a crontab, by the clock of the time zone.", "line");
    private readonly Option<string?> _grace = Text("--grace", "How late a run may be; an hour unless given.", "duration");
    private readonly Option<string?> _maxRun = Text("--max-run", "How long a run may take; the grace unless given.", "duration");
    private readonly Option<string?> _early = Text("--early", "Runs that come earlier than this before their time are told of.", "duration");
    private readonly Option<int?> _failures = new("--failures") { Description = "How many of the last runs must have failed before it is down; 1 unless given.", HelpName = "n" };
    private readonly Option<int?> _of = new("--of") { Description = "How many of the last runs count for that.", HelpName = "n" };
    private readonly Option<string?> _parent = Text("--parent", "Another task: while it is out, nobody is told that this one is.", "id|name");
    private readonly Option<string?> _timezone = Text("--timezone", "An IANA name; UTC unless given.", "zone");
    private readonly Option<string[]> _tags = new("--tag") { Description = "May be repeated.", HelpName = "word" };
    private readonly Option<string?> _service = Text("--service", "What it belongs to.", "name");
    private readonly Option<string?> _environment = Text("--environment", "Where it runs.", "name");
    private readonly Option<string?> _host = Text("--host", "The machine it runs on.", "name");

    public TaskCreateCommand()
        : base("create", "Creates a task: held to days (--datapoints, --tolerance), or to a schedule (--period or --cron).")
    {
        Arguments.Add(_name);
        foreach (var option in new Option[] { _datapoints, _tolerance, _period, _cron, _grace, _maxRun, _early, _failures, _of, _parent, _timezone, _tags, _service, _environment, _host }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker task create nightly-backup --datapoints 7 --tolerance 1",
        "tracker task create invoices --cron \"30 2 * * 1-5\" --timezone Europe/Paris --grace 30m",
        "tracker task create heartbeat --period 5m --grace 2m --tag edge",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var answer = await session.Server.JsonAsync(
            new Request(HttpMethod.Post, "api/tasks") { Body = Body(session), Conflict = "Choose another name, or look at it with 'tracker task list'." }, ct);
        var id = Column.TextOf(answer.GetProperty("id"));
        session.Out.Said($"Created task {id}. Report its jobs with: tracker track {id}", answer);
        return ExitCode.Done;
    }

    private JsonObject Body(Session session)
    {
        var body = new JsonObject { ["name"] = session.Get(_name) };
        if (session.Get(_datapoints) is { } datapoints) body["datapoints"] = datapoints;
        if (session.Get(_tolerance) is { } tolerance) body["tolerance"] = tolerance;
        if (session.Get(_failures) is { } failures) body["failures"] = failures;
        if (session.Get(_of) is { } of) body["of"] = of;
        foreach (var (name, option) in new[]
        {
            ("period", _period), ("cron", _cron), ("grace", _grace), ("max_run", _maxRun), ("early", _early), ("parent", _parent),
            ("timezone", _timezone), ("service", _service), ("environment", _environment), ("host", _host),
        })
        {
            if (session.Get(option) is { } text) body[name] = text;
        }

        if (session.Get(_tags) is { Length: > 0 } tags) body["tags"] = new JsonArray([.. tags.Select(t => (JsonNode?)t)]);
        return body;
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
