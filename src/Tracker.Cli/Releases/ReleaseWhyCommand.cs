using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker release why</c></summary>
internal sealed class ReleaseWhyCommand : ClientCommand
{
    private readonly Argument<string> _application = TrackerView.Application();
    private readonly Argument<string> _environment = ReleaseView.Environment();
    private readonly Option<bool> _check = new("--check") { Description = "Ends with 1 when the newest release does not run there." };

    public ReleaseWhyCommand()
        : base("why", "Tells why the newest release of an application is not in an environment.")
    {
        Arguments.Add(_application);
        Arguments.Add(_environment);
        Options.Add(_check);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker release why shop.api prod", "tracker release why shop.api prod --check"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = new ApiPath($"api/applications/{ApiPath.Part(session.Get(_application))}/why").With("environment", session.Get(_environment));
        var answer = await session.Server.GetAsync(path.ToString(), ct);
        session.Out.Said(Column.TextOf(answer.GetProperty("text")), answer);
        // The first gate is what the sentence is about.
        foreach (var gate in answer.GetProperty("gates").EnumerateArray().Skip(1)) session.Out.Note("Then: " + ReleaseView.GateOf(gate));
        return session.Get(_check) && !answer.GetProperty("isThere").GetBoolean() ? ExitCode.Refused : ExitCode.Done;
    }
}
