using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Overview;

/// <summary><c>tracker search</c></summary>
internal sealed class SearchCommand : ClientCommand
{
    private static readonly Column[] Hits =
        [Column.Of("KIND", "kind"), Column.Of("WHAT", "title"), Column.Of("MORE", "subtitle"), Column.Time("WHEN", "at"), Column.Of("MATCH", "match"), Column.Of("LINK", "link")];

    private readonly Argument<string[]> _words = new("words") { Description = "A name, an id, or words.", Arity = ArgumentArity.OneOrMore };

    public SearchCommand()
        : base("search", "Finds anything by name, id or words: events, services, locks, tasks, timelines, releases, runs, pages.") => Arguments.Add(_words);

    public override IReadOnlyList<string> Examples { get; } = ["tracker search payments", "tracker search connection refused"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = new ApiPath("api/v1/search").With("q", string.Join(' ', session.Get(_words)!));
        var answer = await session.Server.JsonAsync(new Request(HttpMethod.Get, path.ToString()), ct);
        session.Out.Rows([.. answer.GetProperty("groups").EnumerateArray().SelectMany(HitsOf)], Hits);
        foreach (var group in answer.GetProperty("groups").EnumerateArray())
        {
            if (group.GetProperty("problem").GetString() is { Length: > 0 } problem) session.Out.Note(problem);
        }

        return ExitCode.Done;
    }

    /// <summary>Each with the name of its group.</summary>
    private static IEnumerable<JsonElement> HitsOf(JsonElement group)
    {
        foreach (var hit in group.GetProperty("hits").EnumerateArray())
        {
            var row = new JsonObject { ["kind"] = group.GetProperty("name").GetString() };
            foreach (var property in hit.EnumerateObject()) row[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            yield return JsonDocument.Parse(row.ToJsonString()).RootElement;
        }
    }
}
