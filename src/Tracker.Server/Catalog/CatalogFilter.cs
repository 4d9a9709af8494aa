using System.Globalization;
using System.Text;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>A <see cref="CatalogQuery"/> as a WHERE clause and its values.</summary>
internal sealed class CatalogFilter
{
    private readonly StringBuilder _where = new();
    private readonly List<SqlValue> _values = [];
    private readonly bool _common;

    /// <param name="engine">Whose SQL.</param>
    /// <param name="query">Which entries.</param>
    /// <param name="also">A name that another entry of the same statement has, which must match as well.</param>
    /// <param name="common">Whether the words occur in many entries.</param>
    public CatalogFilter(SqlEngine engine, CatalogQuery query, string alias = "e", string? also = null, bool common = false)
    {
        _common = common;
        foreach (var name in also is null ? [alias] : new[] { alias, also })
        {
            OneOf(name + ".type", query.Types.Select(t => (SqlValue)(int)t));
            OneOf(name + ".language", query.Languages.Select(l => (SqlValue)(int)l));
            OneOf(name + ".platform", query.Platforms.Select(p => (SqlValue)(int)p));
            OneOf(name + ".sla_level", query.SlaLevels.Select(s => (SqlValue)(int)s));
            OneOf(name + ".owner", query.Owners.Select(o => (SqlValue)o));
            OneOf(name + ".system", query.Systems.Select(s => (SqlValue)s));
            if (!string.IsNullOrWhiteSpace(query.Text)) And(Text(engine, name, query.Text.Trim()));
        }
    }

    public string Where => _where.ToString();

    public SqlValue[] Values => _values.ToArray();

    /// <summary>The name that the value has in the SQL.</summary>
    public string Add(SqlValue value)
    {
        _values.Add(value);
        return "$" + _values.Count.ToString(CultureInfo.InvariantCulture);
    }

    public void And(string condition) => _where.Append(_where.Length == 0 ? "WHERE " : " AND ").Append(condition);

    private void OneOf(string column, IEnumerable<SqlValue> values)
    {
        var names = values.Select(Add).ToList();
        if (names.Count == 1) And($"{column} = {names[0]}");
        else if (names.Count > 1) And($"{column} IN ({string.Join(", ", names)})");
    }

    private string Text(SqlEngine engine, string name, string text)
    {
        var words = CatalogText.Words(text).ToList();
        // Signs alone, such as "++", are no words; names may be made of them all the same.
        if (words.Count == 0) return engine == SqlEngine.Sqlite ? $"instr({name}.name, {Add(text)}) > 0" : $"strpos({name}.name, {Add(text)}) > 0";
        var match = Add(CatalogText.Match(engine, words));
        // SQLite would look up each match and sort them all. Where there are many, it walks the index instead and looks
        // whether each entry is among the matches: that is what the plus makes it do.
        return engine == SqlEngine.Sqlite
            ? $"{(_common ? "+" : "")}{name}.id IN (SELECT rowid FROM catalog_text WHERE catalog_text MATCH {match})"
            : $"{name}.id IN (SELECT entry_id FROM catalog_text WHERE document @@ to_tsquery('simple', {match}))";
    }
}
