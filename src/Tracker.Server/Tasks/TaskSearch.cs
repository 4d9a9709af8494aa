using System.Data.Common;
using System.Globalization;
using Tracker.Protocol.Searches;
using Tracker.Server.Search;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>Tasks by their number, name and service: among the newest so many.</summary>
internal sealed class TaskSearch(IDatabase database) : ISearchable
{
    private const int Newest = 20_000;

    private const string Columns = "id, name, state, service, environment, host, last_run_at";

    private static readonly string ByName = $"""
        SELECT {Columns} FROM (SELECT {Columns}, slug FROM task ORDER BY id DESC LIMIT {Newest}) AS newest
        WHERE {SearchText.Fits("name", "slug", "coalesce(service, '')")}
        ORDER BY {SearchText.Rank("name")}, name LIMIT {SearchText.Most + 1}
        """;

    private const string ByNumber = $"SELECT {Columns} FROM task WHERE id = $1";

    public SearchPart Part { get; } = new(30, "tasks", "Tasks", "/tasks");

    public async Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct)
    {
        SearchHit Read(DbDataReader r) => Hit(text, r);
        List<SearchHit> hits = text.Number is { } number ? await database.QueryAsync(ByNumber, Read, ct, number) : [];
        hits.AddRange((await database.QueryAsync(ByName, Read, ct, text.Patterns)).Where(h => hits.All(known => known.Link != h.Link)));
        return hits;
    }

    private static SearchHit Hit(SearchText text, DbDataReader r)
    {
        var (id, name) = (r.GetInt64(0).ToString(CultureInfo.InvariantCulture), r.GetString(1));
        var what = SearchText.Join(ScheduledTask.NameOf((TaskState)r.GetInt32(2)), r.GetText(3), r.GetText(4), r.GetText(5));
        return text.Hit(name, name, what, $"/tasks/{id}", r.GetInstantOrNull(6), text.Number is null ? "" : id);
    }
}
