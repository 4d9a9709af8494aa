using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Tasks;

/// <summary><c>tracker track</c>: a task's job was done.</summary>
internal sealed class TrackCommand : ClientCommand, ILeavesSignals
{
    private readonly Argument<long?> _id = new("task-id") { Description = "The task's number, as 'tracker task list' shows it.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _name = new("--name") { Description = "The task's name instead; a task that is unknown is created, held to seven days.", HelpName = "name" };

    public TrackCommand()
        : base("track", "Notes that a task's job was done. What could not be noted is an error, so put it where errors are seen.")
    {
        Arguments.Add(_id);
        Options.Add(_name);
        Validators.Add(result =>
        {
            if (result.GetResult(_id) is { Tokens.Count: > 0 } == result.GetResult(_name) is not null) result.AddError("Name the task by its number or by --name, one of them.");
        });
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "API_KEY=… tracker track 12",
        "pg_dump shop > shop.sql && tracker track 12",
        "tracker track --name nightly-backup",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var name = session.Get(_name);
        var id = session.Parsed.GetValue(_id);
        var request = name is null
            ? new Request(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"api/tasks/{id}/jobs"))
            : new Request(HttpMethod.Post, "api/backups") { Body = new JsonObject { ["taskName"] = name } };
        var answer = await session.Server.JsonAsync(request with { IsShort = true }, ct);
        session.Out.Said($"Noted a job of the task {(name is null ? id?.ToString(CultureInfo.InvariantCulture) : name)}.", answer);
        return ExitCode.Done;
    }
}
