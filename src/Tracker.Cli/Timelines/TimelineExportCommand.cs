using System.CommandLine;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Timelines;

/// <summary><c>tracker timeline export</c></summary>
internal sealed class TimelineExportCommand : ClientCommand
{
    private readonly Argument<string> _context = new("context");
    private readonly Argument<string> _timeline = new("timeline") { Description = "Its id or label; the newest unless given.", DefaultValueFactory = _ => "latest" };
    private readonly Option<string> _format = new Option<string>("--format", "-f")
    {
        Description = "hal as the API shows it; json for ui.perfetto.dev; csv; svg, the chart.",
        HelpName = "hal|json|csv|svg",
        DefaultValueFactory = _ => "json",
    }.AcceptOnlyFromAmong("hal", "json", "csv", "svg");

    private readonly Option<string?> _file = new("--file") { Description = "Where to; the output unless given.", HelpName = "path" };

    public TimelineExportCommand()
        : base("export", "Writes a timeline for other programs.")
    {
        Arguments.Add(_context);
        Arguments.Add(_timeline);
        Options.Add(_format);
        Options.Add(_file);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["tracker timeline export ci/build-main --format svg --file build.svg", "tracker timeline export ci/build-main \"build 42\" > trace.json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = new ApiPath($"api/contexts/{ApiPath.Part(session.Get(_context))}/{ApiPath.Part(session.Get(_timeline))}").With("format", session.Get(_format));
        var reply = await session.Server.SendAsync(new Request(HttpMethod.Get, path.ToString()), ct);
        if (session.Get(_file) is { } file)
        {
            await File.WriteAllBytesAsync(file, reply.Body, ct);
            return ExitCode.Done;
        }

        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(reply.Body, ct);
        return ExitCode.Done;
    }
}
