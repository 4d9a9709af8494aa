using System.Data.Common;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Tracker.Rpc.Json;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>An entry with the key it has in the store.</summary>
public sealed record StoredEntry(long Key, CatalogEntry Entry);

/// <summary>All the SQL that changes the catalog. What reads it in lists is in <see cref="CatalogReader"/>.</summary>
public static class CatalogStore
{
    private const string Insert =
        """
        INSERT INTO catalog_entry(name, type, language, platform, sla_level, owner, system, lifecycle, version, latest_version,
          reference_version, created_at, updated_at, document)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        RETURNING id
        """;

    private const string Update =
        """
        UPDATE catalog_entry SET type = $2, language = $3, platform = $4, sla_level = $5, owner = $6, system = $7, lifecycle = $8,
          version = $9, latest_version = $10, reference_version = $11, updated_at = $12, document = $13
        WHERE id = $1
        """;

    private const string ByName = "SELECT id, document FROM catalog_entry WHERE name = $1";

    private const string Delete = "DELETE FROM catalog_entry WHERE id = $1";
    private const string DeleteDeliverables = "DELETE FROM catalog_deliverable WHERE entry_id = $1";
    private const string DeleteDependencies = "DELETE FROM catalog_dependency WHERE entry_id = $1";
    private const string DeleteText = "DELETE FROM catalog_text WHERE rowid = $1";

    // A list comes as one JSON array: an entry may have a thousand of each.
    private static readonly SqlText InsertDeliverables = new(sql => sql.Engine == SqlEngine.Sqlite
        ? """
          INSERT INTO catalog_deliverable(entry_id, position, name, version)
          SELECT $1, key, json_extract(value, '$.name'), json_extract(value, '$.version') FROM json_each($2)
          """
        : """
          INSERT INTO catalog_deliverable(entry_id, position, name, version)
          SELECT $1, place - 1, item->>'name', item->>'version' FROM jsonb_array_elements(CAST($2 AS jsonb)) WITH ORDINALITY AS t(item, place)
          """);

    private static readonly SqlText InsertDependencies = new(sql => sql.Engine == SqlEngine.Sqlite
        ? """
          INSERT INTO catalog_dependency(entry_id, from_name, to_name)
          SELECT $1, json_extract(value, '$.from'), json_extract(value, '$.to') FROM json_each($2)
          """
        : """
          INSERT INTO catalog_dependency(entry_id, from_name, to_name)
          SELECT $1, item->>'from', item->>'to' FROM jsonb_array_elements(CAST($2 AS jsonb)) AS t(item)
          """);

    private static readonly SqlText ReplaceText = new(sql => sql.Engine == SqlEngine.Sqlite
        ? "INSERT OR REPLACE INTO catalog_text(rowid, words) VALUES($1, $2)"
        : """
          INSERT INTO catalog_text(entry_id, document) VALUES($1, to_tsvector('simple', $2))
          ON CONFLICT(entry_id) DO UPDATE SET document = excluded.document
          """);

    /// <summary>
    /// Has the catalog to itself until the commit. Changes are rare, and what one of them reads of an entry must be what it
    /// replaces.
    /// </summary>
    public static ValueTask LockAsync(IWrite write) => write.LockAsync("catalog");

    public static ValueTask<StoredEntry?> FindAsync(IWrite write, string name) => write.FirstAsync<StoredEntry?>(ByName, Read, name);

    internal static Task<StoredEntry?> FindAsync(DbConnection connection, string name, CancellationToken ct) =>
        connection.FirstAsync<StoredEntry?>(ByName, Read, ct, name);

    public static async ValueTask InsertAsync(IWrite write, CatalogEntry e)
    {
        var key = await write.FirstAsync(
            Insert, r => r.GetInt64(0),
            e.Name, (int)e.Type, (int)e.Languages, (int)e.Platform, SlaLevel(e), e.Owner, e.System, e.Lifecycle, e.Version,
            e.LatestVersion, e.ReferenceVersion, Microseconds(e.CreatedAt), Microseconds(e.UpdatedAt), Document(e));
        await WriteListsAsync(write, key, e, null);
    }

    /// <param name="write">The write in progress.</param>
    /// <param name="stored">What is there.</param>
    /// <param name="e">What is there afterwards.</param>
    public static async ValueTask UpdateAsync(IWrite write, StoredEntry stored, CatalogEntry e)
    {
        await write.ExecuteAsync(
            Update, stored.Key, (int)e.Type, (int)e.Languages, (int)e.Platform, SlaLevel(e), e.Owner, e.System, e.Lifecycle,
            e.Version, e.LatestVersion, e.ReferenceVersion, Microseconds(e.UpdatedAt), Document(e));
        await WriteListsAsync(write, stored.Key, e, stored.Entry);
    }

    public static async ValueTask DeleteAsync(IWrite write, long key)
    {
        if (write.Sql.Engine == SqlEngine.Sqlite) await write.ExecuteAsync(DeleteText, key);
        await write.ExecuteAsync(Delete, key);
    }

    private static async ValueTask WriteListsAsync(IWrite write, long key, CatalogEntry e, CatalogEntry? before)
    {
        if (before is null || !before.UsedDeliverables.Equals(e.UsedDeliverables))
        {
            if (before is { UsedDeliverables.Count: > 0 }) await write.ExecuteAsync(DeleteDeliverables, key);
            if (e.UsedDeliverables.Count > 0)
            {
                var json = JsonSerializer.Serialize(e.UsedDeliverables.Select(d => new { name = d.Name, version = d.VersionUsed }));
                await write.ExecuteAsync(InsertDeliverables.For(write.Sql), key, json);
            }
        }

        if (before is null || !before.DependenciesIn.Equals(e.DependenciesIn) || !before.DependenciesOut.Equals(e.DependenciesOut))
        {
            if (before is not null) await write.ExecuteAsync(DeleteDependencies, key);
            var edges = EdgesOf(e).ToList();
            if (edges.Count > 0)
            {
                var json = JsonSerializer.Serialize(edges.Select(d => new { from = d.From, to = d.To }));
                await write.ExecuteAsync(InsertDependencies.For(write.Sql), key, json);
            }
        }

        var words = CatalogText.WordsOf(e);
        if (before is null || CatalogText.WordsOf(before) != words) await write.ExecuteAsync(ReplaceText.For(write.Sql), key, words);
    }

    /// <summary>What the entry declares, each pair once; that it depends on itself says nothing.</summary>
    private static IEnumerable<(string From, string To)> EdgesOf(CatalogEntry e) =>
        e.DependenciesOut.Select(to => (e.Name, to)).Concat(e.DependenciesIn.Select(from => (from, e.Name)))
            .Where(d => d.Item1 != d.Item2).Distinct();

    internal static StoredEntry Read(DbDataReader r) => new(r.GetInt64(0), ReadDocument(r.GetString(1)));

    internal static CatalogEntry ReadDocument(string document) => ProtoJsonReader.Parse<CatalogEntry>(Encoding.UTF8.GetBytes(document));

    private static string Document(CatalogEntry e) => JsonFormatter.Default.Format(e);

    private static int SlaLevel(CatalogEntry e) => (int)(e.Sla?.Level ?? 0);

    private static long Microseconds(Timestamp t) => (t.Seconds * 1_000_000) + (t.Nanos / 1000);
}
