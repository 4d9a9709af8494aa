using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;

namespace Tracker.Storage.Migrations;

/// <summary>One embedded <c>Migrations/{engine}/NNNN_name.sql</c>.</summary>
internal sealed record Migration(int Version, string Name, string Sql, string Sha256)
{
    /// <summary>Those of every assembly in the order of their numbers, which they share.</summary>
    public static IReadOnlyList<Migration> Load(IEnumerable<Assembly> assemblies, SqlEngine engine)
    {
        var folder = $"Migrations/{(engine == SqlEngine.Sqlite ? "sqlite" : "postgres")}/";
        var found = new SortedDictionary<int, Migration>();
        foreach (var assembly in assemblies)
        {
            foreach (var resource in assembly.GetManifestResourceNames())
            {
                if (!resource.StartsWith(folder, StringComparison.Ordinal))
                    continue;
                var migration = Read(assembly, resource, resource[folder.Length..]);
                if (!found.TryAdd(migration.Version, migration))
                    throw new StorageStartException($"Two migrations have the number {migration.Version:0000}: {found[migration.Version].Name} and {migration.Name}.");
            }
        }
        return [.. found.Values];
    }

    private static Migration Read(Assembly assembly, string resource, string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (name.Length < 6 || name[4] != '_' || !int.TryParse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new StorageStartException($"The migration {resource} must be named NNNN_name.sql.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        // One deferred violation would fail the commit that every write of a batch shares.
        if (sql.Contains("INITIALLY DEFERRED", StringComparison.OrdinalIgnoreCase) || sql.Contains("DEFERRABLE", StringComparison.OrdinalIgnoreCase))
            throw new StorageStartException($"The migration {name} declares a deferrable constraint; those are not allowed.");
        return new Migration(version, name, sql, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sql))));
    }
}
