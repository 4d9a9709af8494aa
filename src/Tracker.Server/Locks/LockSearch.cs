using Tracker.Protocol.Searches;
using Tracker.Server.Search;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>Locks that are held, by their id, what they are for, who holds them and why: among the newest so many.</summary>
internal sealed class LockSearch(IDatabase database, LockReader locks) : ISearchable
{
    private const int Newest = 1_000;

    private readonly string _held = $"""
        SELECT {LockStore.Columns}
        FROM (SELECT {LockStore.Columns} FROM lock_held WHERE {LockStore.IsLive(database.Sql)} ORDER BY id DESC LIMIT {Newest}) AS held
        WHERE {SearchText.Fits("service || ' ' || environment || ' ' || resource", "who", "reason")}
        ORDER BY {SearchText.Rank("service")}, id DESC LIMIT {SearchText.Most + 1}
        """;

    public SearchPart Part { get; } = new(40, "locks", "Locks");

    public async Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct)
    {
        if (text.Id is { } id) return await locks.FindAsync(id, ct) is { } held ? [Hit(text, held)] : [];
        return await database.QueryAsync(_held, r => Hit(text, LockStore.ReadLive(r).ToMessage()), ct, text.Patterns);
    }

    private static SearchHit Hit(SearchText text, DeployLock held) => text.Hit(
        held.Service, SearchText.Join(held.Service, held.Environment, held.Resource), SearchText.Join("held by " + held.Who, held.Reason), $"/locks/{held.Id}",
        held.CreatedAt.ToDateTimeOffset(), held.Id);
}
