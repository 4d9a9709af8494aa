using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Timelines;

/// <summary><c>tracker timeline show</c></summary>
internal sealed class TimelineShowCommand : ClientCommand
{
    private const int BarWidth = 40;

    private readonly Argument<string> _context = new("context");
    private readonly Argument<string> _timeline = new("timeline") { Description = "Its id or label; the newest unless given.", DefaultValueFactory = _ => "latest" };

    public TimelineShowCommand()
        : base("show", "Shows a timeline and its events, with a bar for each.")
    {
        Arguments.Add(_context);
        Arguments.Add(_timeline);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker timeline show ci/build-main", "tracker timeline show ci/build-main \"build 42\" --output json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var timeline = await session.Server.GetAsync($"api/contexts/{ApiPath.Part(session.Get(_context))}/{ApiPath.Part(session.Get(_timeline))}", ct);
        session.Out.Report(timeline, "Events",
        [
            Column.Of("EVENT", "Name"), Column.Of("HOST", "Host"), Column.Time("START", "Start"), Column.Duration("TOOK", "Duration"),
            new Column("STATE", StateOf) { IsState = true }, new Column("", BarOf(timeline)),
        ]);
        return ExitCode.Done;
    }

    private static string StateOf(JsonElement row) =>
        Column.TextOf(Column.At(row, "Status")) is { Length: > 0 } status ? status : Column.TextOf(Column.At(row, "Progress"));

    /// <summary>Where an event lies between the first and the last thing that happened; one under way reaches to the last.</summary>
    private static Func<JsonElement, string> BarOf(JsonElement timeline)
    {
        if (!Column.At(timeline, "First").TryRead(out var first) || !Column.At(timeline, "Last").TryRead(out var last) || last <= first) return _ => "";
        var scale = BarWidth / (last - first).TotalSeconds;
        return row =>
        {
            if (!Column.At(row, "Start").TryRead(out var start)) return "";
            var isPoint = Column.TextOf(Column.At(row, "Progress")) == "point";
            if (!Column.At(row, "End").TryRead(out var end)) end = isPoint ? start : last;
            var from = Math.Clamp((int)((start - first).TotalSeconds * scale), 0, BarWidth - 1);
            var length = Math.Clamp((int)Math.Round((end - start).TotalSeconds * scale), 1, BarWidth - from);
            return new string(' ', from) + (isPoint ? "◆" : new string('█', length));
        };
    }
}
