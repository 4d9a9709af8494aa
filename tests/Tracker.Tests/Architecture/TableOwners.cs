using System.Text.RegularExpressions;

namespace Tracker.Tests.Architecture;

/// <summary>Which module owns which table, by the beginning of the table's name, and which tables a text of SQL names.</summary>
internal static partial class TableOwners
{
    private static readonly (string Prefix, string Module)[] Owners =
    [
        ("event", "Events"),
        ("catalog", "Catalog"),
        ("lock", "Locks"), ("freeze", "Locks"),
        ("task", "Tasks"), ("job", "Tasks"), ("ping", "Tasks"), ("timeline", "Timelines"),
        ("timeline", "Timelines"), ("context", "Timelines"),
        ("release", "Releases"), ("application", "Releases"), ("tracker", "Releases"),
        ("run", "Runs"),
        ("notification", "Notifications"), ("channel", "Notifications"),
        ("principal", "Access"), ("person", "Access"), ("users", "Access"), ("user_", "Access"), ("api_key", "Access"),
        ("access", "Access"), ("token", "Access"), ("session", "Access"), ("quota", "Access"), ("data_protection", "Access"),
        ("secret", "Access"), ("activity", "Activity"),
        ("audit", "Operations"), ("setting", "Operations"),
    ];

    /// <summary>The owner of a table; null for one that no module owns, such as the store's own.</summary>
    public static string? OwnerOf(string table) =>
        Owners.Where(o => table.StartsWith(o.Prefix, StringComparison.Ordinal)).OrderByDescending(o => o.Prefix.Length).FirstOrDefault().Module;

    /// <summary>The tables that a statement reads or writes. Keywords count in capitals only, as SQL is written here: prose is no SQL.</summary>
    public static IEnumerable<string> TablesIn(string text) => NamedTable().Matches(text).Select(m => m.Groups[1].Value);

    /// <summary>The tables that a migration makes.</summary>
    public static IEnumerable<string> TablesMadeBy(string migration) => CreateTable().Matches(migration).Select(m => m.Groups[1].Value);

    public static IReadOnlyList<string> Violations(CompiledAssembly assembly, ModuleWalls walls) =>
    [
        .. (from use in assembly.TextUses()
            let module = walls.ModuleOf(use.User)
            where module is not null
            from table in TablesIn(use.Text)
            let owner = OwnerOf(table)
            where owner is not null && owner != module
            select $"{use.User} names the table {table} of {owner} ({use.Where})")
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("""\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)""")]
    private static partial Regex NamedTable();

    [GeneratedRegex("""CREATE\s+(?:VIRTUAL\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z_][a-z0-9_]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex CreateTable();
}
