using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Events;

/// <summary><c>tracker event update</c></summary>
internal sealed class EventUpdateCommand : ClientCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The event's id, or its Slack id." };
    private readonly Option<string?> _title = new("--title") { HelpName = "text" };
    private readonly EventFields _fields = new();

    public EventUpdateCommand()
        : base("update", "Changes an event. What is not named stays as it is.")
    {
        Arguments.Add(_id);
        Options.Add(_title);
        _fields.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker event update certificates-2026 --status success --message \"All nodes done\""];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var body = _fields.Body(session, session.Get(_title));
        if (body.Count == 0) throw CommandException.WrongUsage("Name what to change; see 'tracker event update --help'.");
        session.Out.Fields(await UpdateAsync(session, session.Get(_id), body, ct), EventViews.Fields);
        return ExitCode.Done;
    }

    /// <summary>Changes the event that is known by this id, its own or Slack's.</summary>
    public static async Task<JsonElement> UpdateAsync(Session session, string id, JsonObject body, CancellationToken ct)
    {
        body[Guid.TryParse(id, out _) ? "id" : "slackId"] = id;
        var request = new Request(HttpMethod.Put, "api/v1alpha1/event") { Body = body, Conflict = "'tracker lock list' tells who holds what." };
        return (await session.Server.JsonAsync(request, ct)).GetProperty("event");
    }
}
