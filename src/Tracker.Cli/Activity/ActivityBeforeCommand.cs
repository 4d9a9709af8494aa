using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Activity;

/// <summary><c>tracker activity before</c></summary>
internal sealed class ActivityBeforeCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Time("AT", "activity.at"), Column.Of("TITLE", "activity.title"), Column.Of("REASON", "reason"), Column.Number("WEIGHT", "weight"), Column.Of("ID", "activity.id"),
    ];

    private readonly Argument<string?> _id = new("id") { Description = "A row of the list: its moment, service, environment and host.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _at = new("--at") { Description = "The moment in place of a row: a time, or so long ago; now unless given.", HelpName = "when" };
    private readonly Option<string?> _service = new("--service") { Description = "What it happened to.", HelpName = "name" };
    private readonly Option<string?> _environment = new("--environment") { Description = "Where, such as prod.", HelpName = "name" };
    private readonly Option<string?> _host = new("--host") { Description = "On which machine.", HelpName = "name" };
    private readonly Option<int> _hours = new("--hours") { Description = "How far to look back, at most 336.", HelpName = "n", DefaultValueFactory = _ => 24 };

    public ActivityBeforeCommand()
        : base("before", "Tells what changed before something happened, the most probable cause first, each with its reason.")
    {
        Arguments.Add(_id);
        foreach (var option in new Option[] { _at, _service, _environment, _host, _hours }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["tracker activity before --service payments --environment prod", "tracker activity before --service payments --at 2026-03-02T14:05:00Z --hours 72", "tracker activity before 48213"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var id = session.Parsed.GetValue(_id);
        var path = new ApiPath(id is null ? "api/v1/activity/before" : $"api/v1/activity/{ApiPath.Part(id)}/before").With("hours", session.Get(_hours));
        if (id is null)
        {
            path.With("at", ActivityCommands.Instant(session.Get(_at))).With("service", session.Get(_service)).With("environment", session.Get(_environment)).With("host", session.Get(_host));
        }

        var answer = await session.Server.GetAsync(path.ToString(), ct);
        session.Out.Rows([.. answer.GetProperty("changes").EnumerateArray()], Columns);
        return ExitCode.Done;
    }
}
