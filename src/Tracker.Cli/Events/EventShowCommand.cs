using System.CommandLine;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Events;

/// <summary><c>tracker event show</c></summary>
internal sealed class EventShowCommand : ClientCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The event's id, or its Slack id." };

    public EventShowCommand()
        : base("show", "Shows an event with its changelog.") => Arguments.Add(_id);

    public override IReadOnlyList<string> Examples { get; } = ["tracker event show certificates-2026", "tracker event show certificates-2026 --output yaml"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var answer = await session.Server.GetAsync("api/v1alpha1/event/" + ApiPath.Part(session.Get(_id)), ct);
        session.Out.Fields(answer.GetProperty("event"), EventViews.Fields);
        return ExitCode.Done;
    }
}
