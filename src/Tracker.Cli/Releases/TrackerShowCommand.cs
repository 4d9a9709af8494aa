using System.CommandLine;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker tracker show</c></summary>
internal sealed class TrackerShowCommand : ClientCommand
{
    private readonly Argument<string> _application = TrackerView.Application();

    public TrackerShowCommand()
        : base("show", "Shows how an application is followed, and what is wrong with its file or image.") => Arguments.Add(_application);

    public override IReadOnlyList<string> Examples { get; } = ["tracker tracker show shop.api", "tracker tracker show shop.api --output yaml"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        session.Out.Fields(await session.Server.GetAsync(TrackerView.PathOf(session.Get(_application)), ct), TrackerView.Fields);
        return ExitCode.Done;
    }
}
