using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Timelines;

/// <summary><c>tracker timeline list</c></summary>
internal sealed class TimelineListCommand : ClientCommand
{
    private static readonly Column[] Columns = [Column.Of("NAME", "name"), Column.Of("ADDRESS", "href")];

    private readonly Argument<string?> _context = new("context") { Description = "Its timelines, newest first; without it, contexts by name.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int> _limit = Lists.Limit();

    public TimelineListCommand()
        : base("list", "Lists contexts, or the timelines of one.")
    {
        Arguments.Add(_context);
        Options.Add(_limit);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker timeline list", "tracker timeline list ci/build-main --limit 5"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var context = session.Parsed.GetValue(_context);
        var path = context is null ? "api/contexts" : "api/contexts/" + ApiPath.Part(context);
        var limit = session.Get(_limit);
        var rows = new List<JsonElement>();
        for (var page = 1; rows.Count < limit; page++)
        {
            var answer = await session.Server.GetAsync(new ApiPath(path).With("per_page", Math.Min(limit, 1000)).With("page", page).ToString(), ct);
            var links = answer.GetProperty("_links");
            rows.AddRange(links.GetProperty("items").EnumerateArray().Take(limit - rows.Count));
            if (!links.TryGetProperty("next", out _)) break;
        }

        session.Out.Rows(rows, Columns);
        return ExitCode.Done;
    }
}
