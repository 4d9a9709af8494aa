using System.Globalization;
using Tracker.Server.Access;
using Tracker.Storage;

namespace Tracker.Server.Activity;

/// <summary>
/// A query as SQL, in two parts: what an index finds, and what is looked at row by row. Of the first so many are read at most,
/// so that a rare thing in a large feed costs no more than a common one.
/// </summary>
internal sealed class ActivityFilter
{
    private readonly List<SqlValue> _values = [];
    private readonly List<string> _found = [];
    private readonly List<string> _looked = [];
    private readonly int _ofFound;

    public ActivityFilter(ActivityQuery query, Principal reader)
    {
        if (query.Service.Length > 0) _found.Add($"service = {Add(query.Service)}");
        else if (query.Host.Length > 0) _found.Add($"host = {Add(query.Host)}");
        if (query.From is { } from) _found.Add($"at >= {Add(from)}");
        if (query.To is { } to) _found.Add($"at < {Add(to)}");
        if (query.After is { } after)
        {
            var at = Add(after.At);
            _found.Add($"at <= {at} AND (at < {at} OR id < {Add(after.Id)})");
        }

        _ofFound = _values.Count;
        if (Visible(reader) is { } visible) _looked.Add(visible);
        if (query.Service.Length > 0 && query.Host.Length > 0) _looked.Add($"host = {Add(query.Host)}");
        if (query.Environment.Length > 0) _looked.Add($"environment = {Add(query.Environment)}");
        if (query.Severity > Severity.Info) _looked.Add($"severity >= {Add((int)query.Severity)}");
        if (query.Modules.Count > 0) _looked.Add($"module IN ({string.Join(", ", query.Modules.Select(m => Add(m)))})");
        if (query.Kinds.Count > 0)
            _looked.Add($"({string.Join(" OR ", query.Kinds.Select(k => $@"kind = {Add(k)} OR kind LIKE {Add(Escape(k) + ".%")} ESCAPE '\'"))})");
        if (query.Text.Length > 0) _looked.Add($@"lower(title) LIKE {Add($"%{Escape(query.Text.ToLowerInvariant())}%")} ESCAPE '\'");
    }

    public string Found => Where(_found);

    public string Looked => Where(_looked);

    public SqlValue[] FoundValues => [.. _values.Take(_ofFound)];

    /// <summary>Of <see cref="Found"/> and <see cref="Looked"/>.</summary>
    public SqlValue[] Values => [.. _values];

    private string Add(SqlValue value)
    {
        _values.Add(value);
        return "$" + _values.Count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What only its owner and administrators see; null when the reader sees all.</summary>
    private string? Visible(Principal reader) =>
        reader.SeesEverybodys ? null
        : reader.IsAuthenticated ? $"(visible_to IS NULL OR visible_to = {Add(reader.Id)})"
        : "visible_to IS NULL";

    private static string Where(List<string> conditions) => conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);

    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
