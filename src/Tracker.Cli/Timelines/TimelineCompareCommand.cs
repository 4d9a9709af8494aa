using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Timelines;

/// <summary><c>tracker timeline compare</c></summary>
internal sealed class TimelineCompareCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("EVENT", "Name"), Column.Of("HOST", "Host"), Column.Duration("TOOK", "Seconds"), Column.Duration("OTHER", "OtherSeconds"), Column.Duration("DIFFERENCE", "DifferenceSeconds"),
    ];

    private readonly Argument<string> _context = new("context");
    private readonly Argument<string> _timeline = new("timeline") { Description = "Its id or label, or 'latest'." };
    private readonly Argument<string> _other = new("other") { Description = "The one to compare it with." };

    public TimelineCompareCommand()
        : base("compare", "Compares two timelines of a context, event by event.")
    {
        Arguments.Add(_context);
        Arguments.Add(_timeline);
        Arguments.Add(_other);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker timeline compare ci/build-main latest \"build 41\""];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = $"api/contexts/{ApiPath.Part(session.Get(_context))}/{ApiPath.Part(session.Get(_timeline))}/compare/{ApiPath.Part(session.Get(_other))}";
        var comparison = await session.Server.GetAsync(path, ct);
        session.Out.Report(comparison, "Events", Columns);
        if (Durations.TextOf(Column.At(comparison, "DifferenceSeconds")) is { Length: > 0 } difference)
            session.Out.Note($"In all {Durations.TextOf(comparison.GetProperty("Seconds"))}, the other {Durations.TextOf(comparison.GetProperty("OtherSeconds"))}: {difference} apart.");
        return ExitCode.Done;
    }
}
