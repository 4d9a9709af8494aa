using System.Data.Common;
using System.Globalization;
using Tracker.Protocol.Api;
using Tracker.Protocol.Searches;
using Tracker.Server.Search;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>Runs by their number, name, service and host: among the reader's newest so many; everybody's for administrators.</summary>
internal sealed class RunSearch(IDatabase database, RunReader runs) : ISearchable
{
    private const int Newest = 5_000;

    private const string Columns = "id, name, service, host, owner_name, started_at, ended_at, lost, exit_code";

    private static readonly string Own = Among("WHERE owner = $4");

    private static readonly string All = Among("");

    public SearchPart Part { get; } = new(70, "runs", "Runs", "/runs");

    public async Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct)
    {
        if (text.Reader is { IsAuthenticated: false, SeesEverybodys: false }) return [];
        var hits = new List<SearchHit>();
        if (text.Number is { } number && await runs.FindAsync(number, text.Reader, ct) is { } run)
        {
            hits.Add(text.Hit(run.Name, run.Name, SearchText.Join(run.OwnerName, run.Service, run.Host), $"/runs/{run.Id}", run.StartedAt, run.Id.ToString(CultureInfo.InvariantCulture)));
        }

        SearchHit Read(DbDataReader r) => Hit(text, r);
        hits.AddRange(text.Reader.SeesEverybodys
            ? await database.QueryAsync(All, Read, ct, text.Patterns)
            : await database.QueryAsync(Own, Read, ct, [.. text.Patterns, text.Reader.Id]));
        return hits;
    }

    private static string Among(string whose) => $"""
        SELECT {Columns} FROM (SELECT {Columns} FROM run {whose} ORDER BY id DESC LIMIT {Newest}) AS newest
        WHERE {SearchText.Fits("name", "coalesce(service, '')", "coalesce(host, '')")}
        ORDER BY {SearchText.Rank("name")}, id DESC LIMIT {SearchText.Most + 1}
        """;

    private static SearchHit Hit(SearchText text, DbDataReader r)
    {
        var state = r.IsDBNull(6) ? "running" : r.GetInt64(7) != 0 ? "lost" : r.GetInteger(8) is { } code and not 0 ? $"failed with {code}" : "ended";
        return text.Hit(r.GetString(1), r.GetString(1), SearchText.Join(state, r.GetString(4), r.GetText(2), r.GetText(3)), $"/runs/{r.GetInt64(0)}", r.GetInstant(5));
    }
}
