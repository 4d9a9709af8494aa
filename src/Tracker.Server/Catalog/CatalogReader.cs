using System.Data.Common;
using System.Runtime.CompilerServices;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>The SQL that reads entries: one, a page of a list, all of them.</summary>
public sealed class CatalogReader(IDatabase database)
{
    /// <summary>Totals are exact up to here.</summary>
    public const int ExactTotal = 10_000;

    private const int ExportPage = 200;

    private const int Common = 500;

    public async Task<CatalogEntry?> FindAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        return (await CatalogStore.FindAsync(connection, name, ct))?.Entry;
    }

    public async Task<CatalogPage> ListAsync(CatalogQuery query, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var filter = new CatalogFilter(database.Sql.Engine, query, common: await IsCommonAsync(connection, query.Text, ct));
        var count = $"SELECT count(*) FROM (SELECT 1 FROM catalog_entry e {filter.Where} LIMIT {ExactTotal + 1}) AS matches";
        var total = (int)await connection.FirstAsync(count, r => r.GetInt64(0), ct, filter.Values);
        var order = query.Sort switch
        {
            CatalogSort.NameDown => "e.name DESC",
            CatalogSort.Updated => "e.updated_at, e.id",
            CatalogSort.UpdatedDown => "e.updated_at DESC, e.id DESC",
            _ => "e.name",
        };
        var (limit, offset) = (filter.Add(query.PerPage), filter.Add((long)(query.Page - 1) * query.PerPage));
        // First the keys, by the index alone, then the documents of this page.
        var list = $"""
            SELECT e.id, e.document
            FROM (SELECT e.id FROM catalog_entry e {filter.Where} ORDER BY {order} LIMIT {limit} OFFSET {offset}) AS page
            JOIN catalog_entry e ON e.id = page.id ORDER BY {order}
            """;
        var entries = await connection.QueryAsync(list, r => CatalogStore.Read(r).Entry, ct, filter.Values);
        return new(entries, Math.Min(total, ExactTotal), total > ExactTotal);
    }

    /// <summary>Whether the words occur in so many entries that the index of names is the shorter way to the first of them.</summary>
    private async Task<bool> IsCommonAsync(DbConnection connection, string text, CancellationToken ct)
    {
        if (database.Sql.Engine != SqlEngine.Sqlite || CatalogText.Words(text.Trim()).ToList() is not { Count: > 0 } words) return false;
        var matches = await connection.FirstAsync(
            $"SELECT count(*) FROM (SELECT 1 FROM catalog_text WHERE catalog_text MATCH $1 LIMIT {Common + 1})", r => r.GetInt64(0), ct,
            CatalogText.Match(database.Sql.Engine, words));
        return matches > Common;
    }

    /// <summary>Every entry, by name; each page is a read of its own.</summary>
    public async IAsyncEnumerable<CatalogEntry> AllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var after = "";
        while (true)
        {
            var page = await database.QueryAsync(
                $"SELECT id, document FROM catalog_entry WHERE name > $1 ORDER BY name LIMIT {ExportPage}", r => CatalogStore.Read(r).Entry, ct, after);
            foreach (var entry in page) yield return entry;
            if (page.Count < ExportPage) yield break;
            after = page[^1].Name;
        }
    }

    /// <summary>The first names there are.</summary>
    public Task<List<string>> NamesAsync(int limit, CancellationToken ct) =>
        database.QueryAsync("SELECT name FROM catalog_entry ORDER BY name LIMIT $1", r => r.GetString(0), ct, limit);

    /// <summary>The owners or systems that occur, for pickers.</summary>
    public Task<List<string>> OccurringAsync(string column, CancellationToken ct)
    {
        if (column is not ("owner" or "system")) throw new ArgumentException($"{column} has no picker.", nameof(column));
        return database.QueryAsync($"SELECT DISTINCT {column} FROM catalog_entry WHERE {column} <> '' ORDER BY {column} LIMIT 500", r => r.GetString(0), ct);
    }
}
