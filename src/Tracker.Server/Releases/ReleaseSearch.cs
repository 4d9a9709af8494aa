using System.Data.Common;
using Tracker.Protocol.Searches;
using Tracker.Server.Releases.Trackers;
using Tracker.Server.Search;
using Tracker.Storage;

namespace Tracker.Server.Releases;

/// <summary>Applications by their name; releases by id, version, digest and image, the application before it: among the newest so many.</summary>
internal sealed class ReleaseSearch(IDatabase database, TrackerReader trackers) : ISearchable
{
    private const int Newest = 5_000;

    private const string Columns = "r.uuid, t.name, r.tag, r.image, r.digest, r.created_at";

    private static readonly string ByName = $"""
        SELECT {Columns}
        FROM (SELECT id, uuid, tracker_id, tag, image, digest, created_at FROM release ORDER BY id DESC LIMIT {Newest}) AS r JOIN release_tracker AS t ON t.id = r.tracker_id
        WHERE {SearchText.Fits("t.name || ' ' || r.tag", "r.digest", "r.image || ':' || r.tag")}
        ORDER BY {SearchText.Rank("r.tag")}, r.id DESC LIMIT {SearchText.Most + 1}
        """;

    private const string ById = $"SELECT {Columns} FROM release AS r JOIN release_tracker AS t ON t.id = r.tracker_id WHERE r.uuid = $1";

    public SearchPart Part { get; } = new(60, "releases", "Releases", "/releases/trackers");

    public async Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct)
    {
        SearchHit Read(DbDataReader r) => Hit(text, r);
        if (text.Id is { } id) return await database.QueryAsync(ById, Read, ct, id);
        var hits = (await trackers.SearchAsync(text.Text, TrackerState.Any, SearchText.Most + 1, 0, ct))
            .ConvertAll(t => text.Hit(t.Name, t.Name, SearchText.Join("application", t.Service, t.Repo), $"/releases/{Uri.EscapeDataString(t.Name)}", t.UpdatedAt, t.Service));
        hits.AddRange(await database.QueryAsync(ByName, Read, ct, text.Patterns));
        return hits;
    }

    private static SearchHit Hit(SearchText text, DbDataReader r)
    {
        var (id, application, tag) = (r.GetUuid(0).ToString(), r.GetString(1), r.GetString(2));
        return text.Hit(tag, $"{application} {tag}", SearchText.Join("release", r.GetString(3)), $"/releases/{Uri.EscapeDataString(application)}/{id}", r.GetInstant(5), text.Id is null ? r.GetString(4) : id);
    }
}
