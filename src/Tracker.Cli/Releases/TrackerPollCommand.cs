using System.CommandLine;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker tracker poll</c></summary>
internal sealed class TrackerPollCommand : ClientCommand
{
    private readonly Argument<string> _application = TrackerView.Application();
    private readonly Option<bool> _check = new("--check") { Description = "Ends with 1 when its file or its image cannot be used." };

    public TrackerPollCommand()
        : base("poll", "Looks at an application's file and image now, such as after an image was pushed.")
    {
        Arguments.Add(_application);
        Options.Add(_check);
    }

    public override IReadOnlyList<string> Examples { get; } = ["docker push quay.io/shop/api:1.8.4 && tracker tracker poll shop.api", "tracker tracker poll shop.api --check"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var tracker = await session.Server.PostAsync(TrackerView.PathOf(session.Get(_application)) + "/poll", null, ct);
        session.Out.Fields(tracker, TrackerView.Fields);
        return session.Get(_check) && TrackerView.ErrorsOf(tracker).Any() ? ExitCode.Refused : ExitCode.Done;
    }
}
