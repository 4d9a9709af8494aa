using System.Data.Common;
using Tracker.Protocol.Searches;
using Tracker.Server.Search;
using Tracker.Storage;

namespace Tracker.Server.Timelines;

/// <summary>Contexts by their name and description, timelines by their id or the beginning of their label.</summary>
internal sealed class TimelineSearch(IDatabase database) : ISearchable
{
    private const int MostContexts = 5_000;

    private static readonly string Contexts = $"""
        SELECT name, description, service, environment, created_at
        FROM (SELECT name, description, service, environment, created_at FROM timeline_context ORDER BY name LIMIT {MostContexts}) AS contexts
        WHERE {SearchText.Fits("name", "description", "coalesce(service, '')")}
        ORDER BY {SearchText.Rank("name")}, name LIMIT {SearchText.Most + 1}
        """;

    // One step down the index of labels, or of beginnings, for each context.
    private static readonly string ByLabel = $"""
        SELECT c.name, t.starts, t.label, t.created_at FROM timeline_context AS c JOIN timeline AS t ON t.context_id = c.id
        WHERE t.label <> '' AND t.label >= $1 AND t.label < $2
        ORDER BY t.starts DESC LIMIT {SearchText.Most + 1}
        """;

    private static readonly string ByStart = $"""
        SELECT c.name, t.starts, t.label, t.created_at FROM timeline_context AS c JOIN timeline AS t ON t.context_id = c.id
        WHERE t.starts = $1 ORDER BY c.name LIMIT {SearchText.Most + 1}
        """;

    public SearchPart Part { get; } = new(50, "timelines", "Timelines");

    public async Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct)
    {
        SearchHit Read(DbDataReader r) => Hit(text, r);
        if (Timeline.TryParseId(text.Text, out var starts) && starts != Timeline.First) return await database.QueryAsync(ByStart, Read, ct, starts);
        var hits = await database.QueryAsync(
            Contexts,
            r => text.Hit(r.GetString(0), r.GetString(0), SearchText.Join("context", r.GetString(1) == r.GetString(0) ? "" : r.GetString(1), r.GetText(2), r.GetText(3)), TimelinesModule.PathOf(r.GetString(0)), r.GetInstant(4)),
            ct, text.Patterns);
        // U+10FFFF comes after everything else that a label may hold.
        hits.AddRange(await database.QueryAsync(ByLabel, Read, ct, text.Text, text.Text + "\U0010FFFF"));
        return hits;
    }

    private static SearchHit Hit(SearchText text, DbDataReader r)
    {
        var timeline = new Timeline(r.GetString(0), r.GetInt64(1), null, r.GetString(2));
        return text.Hit(timeline.Label, timeline.Title, SearchText.Join("timeline of " + timeline.Context), TimelinesModule.PathOf(timeline), r.GetInstant(3), timeline.Id);
    }
}
