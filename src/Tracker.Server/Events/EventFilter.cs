using System.Globalization;
using System.Text;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>An <see cref="EventQuery"/> as a WHERE clause and its values.</summary>
internal sealed class EventFilter
{
    /// <summary>Nothing that followed the event ended it.</summary>
    public const string NotFollowed = "NOT EXISTS (SELECT 1 FROM event AS later WHERE later.related_uuid = event.uuid AND later.status IN (2, 3, 4, 5, 10, 11))";

    private readonly StringBuilder _where = new();
    private readonly List<SqlValue> _values = [];

    /// <param name="engine">Whose SQL.</param>
    /// <param name="query">Which events.</param>
    /// <param name="own">Whether conditions added later choose the index: SQLite, which keeps no statistics, would take that of a type or a service.</param>
    /// <param name="newest">Of what the words match, only the last so many that were recorded are looked at.</param>
    public EventFilter(SqlEngine engine, EventQuery query, bool own = false, int? newest = null)
    {
        // The index of types knows nothing else: with a further filter, SQLite does better on the index of times, which knows all.
        var others = query.Statuses.Count + query.Priorities.Count + query.Environments.Count + query.Owners.Count + query.Sources.Count + (query.OpenAt is null ? 0 : 1);
        OneOf(engine == SqlEngine.Sqlite && (own || others > 0) ? "+type" : "type", query.Types.Select(t => (SqlValue)(int)t));
        OneOf("status", query.Statuses.Select(t => (SqlValue)(int)t));
        OneOf("priority", query.Priorities.Select(t => (SqlValue)(int)t));
        OneOf("environment", query.Environments.Select(t => (SqlValue)(int)t));
        OneOf(engine == SqlEngine.Sqlite && own ? "+service" : "service", query.Services.Select(t => (SqlValue)t));
        OneOf("owner", query.Owners.Select(t => (SqlValue)t));
        OneOf("source", query.Sources.Select(t => (SqlValue)t));
        if (query.SlackId.Length > 0) And($"slack_id = {Add(query.SlackId)}");
        if (query.Impact is { } impact) And($"impact = {Add(impact)}");
        if (query.OpenAt is { } now) AndOpen(now);
        if (query.To is { } to) And($"sort_at <= {Add(to)}");
        if (query.From is { } from)
        {
            // Most events are points: those that began in the range, and the few that last and reach into it.
            var start = Add(from);
            var lasting = $"FROM event WHERE span_end > sort_at AND span_end >= {start} AND sort_at < {start}";
            // The earliest of those bounds the index of times, which would be walked to its end for the sake of the "or".
            // A sum, because SQLite looks for a plain minimum in that very index, row by row.
            And($"sort_at >= coalesce((SELECT min(sort_at + 0) {lasting}), {start})");
            And($"(sort_at >= {start} OR id IN (SELECT id {lasting}))");
        }

        var words = query.Words.Where(w => w.Trim('*').Length > 0).ToList();
        if (words.Count > 0) And(FullText(engine, words, newest));
    }

    public string Where => _where.ToString();

    public SqlValue[] Values => _values.ToArray();

    /// <summary>The values with a page's limit and offset after them, and the names of those two.</summary>
    public SqlValue[] With(long limit, long offset, out string limitName, out string offsetName)
    {
        (limitName, offsetName) = (Name(_values.Count + 1), Name(_values.Count + 2));
        return [.. _values, limit, offset];
    }

    /// <summary>What was said to start is over sooner or later, whether or not somebody said so.</summary>
    private void AndOpen(DateTimeOffset now)
    {
        var (at, open, running) = (Add(now), Add(now - EventSpanReader.OpenLookback), Add(now - EventSpanReader.RunningLookback));
        // The first of these literally as in the index ix_event_open.
        And($"status IN (1, 9, 12) AND sort_at <= {at} AND sort_at >= {open} AND (status = 9 OR sort_at >= {running}) AND (end_date IS NULL OR end_date > {at}) AND {NotFollowed}");
    }

    private void OneOf(string column, IEnumerable<SqlValue> values)
    {
        var names = values.Select(Add).ToList();
        if (names.Count == 1) And($"{column} = {names[0]}");
        else if (names.Count > 1) And($"{column} IN ({string.Join(", ", names)})");
    }

    /// <summary>Each word quoted, so that nothing a user types is syntax but the asterisk at a word's end.</summary>
    private string FullText(SqlEngine engine, List<string> words, int? newest)
    {
        if (engine == SqlEngine.Sqlite)
        {
            var match = string.Join(' ', words.Select(w => Quote(w.TrimEnd('*'), '"') + (w.EndsWith('*') ? "*" : "")));
            return $"id IN (SELECT rowid FROM event_text WHERE event_text MATCH {Add(match)}{Newest("rowid")})";
        }

        var terms = words.Select(w => w.EndsWith('*') && w.TrimEnd('*').All(char.IsLetterOrDigit)
            ? $"to_tsquery('simple', {Add(w.TrimEnd('*') + ":*")})"
            : $"phraseto_tsquery('simple', {Add(w.TrimEnd('*'))})");
        return $"id IN (SELECT event_id FROM event_text WHERE document @@ ({string.Join(" && ", terms)}){Newest("event_id")})";

        string Newest(string key) => newest is { } most ? string.Create(CultureInfo.InvariantCulture, $" ORDER BY {key} DESC LIMIT {most}") : "";
    }

    private static string Quote(string text, char quote) => quote + text.Replace(quote.ToString(), new string(quote, 2)) + quote;

    /// <summary>A further condition, whose values are added by <see cref="Add"/>.</summary>
    public void And(string condition) => _where.Append(_where.Length == 0 ? "WHERE " : " AND ").Append(condition);

    /// <summary>The name that the value has in the SQL.</summary>
    public string Add(SqlValue value)
    {
        _values.Add(value);
        return Name(_values.Count);
    }

    private static string Name(int number) => "$" + number.ToString(CultureInfo.InvariantCulture);
}
