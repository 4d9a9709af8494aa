using System.CommandLine;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker tracker remove</c></summary>
internal sealed class TrackerRemoveCommand : ClientCommand
{
    private readonly Argument<string> _application = TrackerView.Application();

    public TrackerRemoveCommand()
        : base("remove", "Follows an application no longer; its releases go with it. 'set --paused' keeps them.") => Arguments.Add(_application);

    public override IReadOnlyList<string> Examples { get; } = ["tracker tracker remove shop.api"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var application = session.Get(_application);
        session.Out.Said($"{application} is not followed any more.", await session.Server.JsonAsync(new Request(HttpMethod.Delete, TrackerView.PathOf(application)), ct));
        return ExitCode.Done;
    }
}
