using System.CommandLine;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Events;

/// <summary>Records an event: <c>tracker event create</c> and, of what begins now, <c>start</c>.</summary>
internal abstract class EventRecordCommand : ClientCommand
{
    private readonly Argument<string> _title = new("title");
    private readonly EventFields _fields = new();
    private readonly Option<string?> _slackId = new("--slack-id") { Description = "An id of your own, which finds the event as its own does.", HelpName = "id" };
    private readonly Option<string?> _key = new("--idempotency-key") { Description = "The same call under the same key is recorded once.", HelpName = "key" };

    protected EventRecordCommand(string name, string description)
        : base(name, description)
    {
        Arguments.Add(_title);
        _fields.AddTo(this);
        Options.Add(_slackId);
        Options.Add(_key);
    }

    protected virtual string? Type => null;

    protected virtual string? Status => null;

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var body = _fields.Body(session, session.Get(_title), Type, Status);
        if (session.Get(_slackId) is { } slackId) body["slackId"] = slackId;
        var request = new Request(HttpMethod.Post, "api/v1alpha1/event")
        {
            Body = body,
            IdempotencyKey = session.Get(_key),
            Conflict = "Wait until it is over ('tracker lock list' tells who holds what), then try again.",
        };
        var answer = (await session.Server.JsonAsync(request, ct)).GetProperty("event");
        // The id alone, so that a script can keep it: ID=$(tracker event start …)
        session.Out.Said(EventViews.IdOf(answer), answer);
        return ExitCode.Done;
    }
}

/// <summary><c>tracker event create</c></summary>
internal sealed class EventCreateCommand() : EventRecordCommand("create", "Records an event and prints its id.")
{
    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker event create \"Rotate the certificates\" --type operation --service web --environment production --status success",
        "tracker event create \"shop answers slowly\" --type incident --service shop --priority P2 --impact true",
    ];
}

/// <summary><c>tracker event start</c></summary>
internal sealed class EventStartCommand() : EventRecordCommand("start", "Records that something begins, a deployment unless --type says otherwise, and prints its id.")
{
    public override IReadOnlyList<string> Examples { get; } =
    [
        "ID=$(tracker event start \"Deploy shop 2.4.1\" --service shop --environment production --release 2.4.1)",
        "./deploy.sh; tracker event end \"$ID\" --exit-code $?",
    ];

    protected override string? Type => "deployment";

    protected override string? Status => "start";
}
