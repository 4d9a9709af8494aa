using System.CommandLine;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker release unpin</c></summary>
internal sealed class ReleaseUnpinCommand : ClientCommand
{
    private readonly Argument<string> _application = TrackerView.Application();
    private readonly Argument<string> _environment = ReleaseView.Environment();

    public ReleaseUnpinCommand()
        : base("unpin", "Lets a pinned application go on.")
    {
        Arguments.Add(_application);
        Arguments.Add(_environment);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker release unpin shop.api prod"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var (application, environment) = (session.Get(_application), session.Get(_environment));
        var path = $"api/applications/{ApiPath.Part(application)}/pins/{ApiPath.Part(environment)}";
        session.Out.Said($"{application} is not pinned in {environment} any more.", await session.Server.JsonAsync(new Request(HttpMethod.Delete, path), ct));
        return ExitCode.Done;
    }
}
