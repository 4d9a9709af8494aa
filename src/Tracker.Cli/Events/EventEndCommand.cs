using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Output;

namespace Tracker.Cli.Events;

/// <summary><c>tracker event end</c></summary>
internal sealed class EventEndCommand : ClientCommand
{
    private readonly Argument<string> _id = new("id") { Description = "What 'tracker event start' printed, or the event's Slack id." };
    private readonly Option<string?> _status = new Option<string?>("--status") { Description = "How it ended; success unless given.", HelpName = "success|failure|warning|error|done|close" }
        .AcceptOnlyFromAmong("success", "failure", "warning", "error", "done", "close");

    private readonly Option<int?> _exitCode = new("--exit-code") { Description = "Or the exit code of what was run: 0 is success, the rest failure.", HelpName = "n" };
    private readonly Option<string?> _message = new("--message") { Description = "The details.", HelpName = "text" };

    public EventEndCommand()
        : base("end", "Tells how an event ended; the server knows how long it took, and releases its lock.")
    {
        Arguments.Add(_id);
        Options.Add(_status);
        Options.Add(_exitCode);
        Options.Add(_message);
        Validators.Add(result =>
        {
            if (result.GetResult(_status) is not null && result.GetResult(_exitCode) is not null) result.AddError("Give --status or --exit-code, not both.");
        });
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker event end \"$ID\"", "tracker event end \"$ID\" --status failure --message \"node 3 did not answer\""];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var attributes = new JsonObject { ["status"] = session.Get(_status) ?? (session.Get(_exitCode) is null or 0 ? "success" : "failure") };
        if (session.Get(_message) is { } message) attributes["message"] = message;
        var ended = await EventUpdateCommand.UpdateAsync(session, session.Get(_id), new JsonObject { ["attributes"] = attributes }, ct);
        var took = Durations.TextOf(Column.At(ended, "metadata.duration"));
        session.Out.Said($"{Column.TextOf(Column.At(ended, "attributes.status"))}{(took.Length > 0 ? " after " + took : "")}", ended);
        return ExitCode.Done;
    }
}
