using System.Text;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Events;

/// <summary>
/// The text of an advanced search: <c>type:deployment service:shop "connection refused" time*</c>. Terms of different
/// fields must all match; of the same field, any.
/// </summary>
public static class EventQueryText
{
    private const string Fields = "type, status, priority, environment (env), service, owner, source, impact, is:open";

    /// <param name="now">When what is open is asked for.</param>
    public static Outcome<EventQuery> AddTo(EventQuery query, string text, EnvironmentNames environments, DateTimeOffset now)
    {
        foreach (var (field, value) in Terms(text))
        {
            var added = field.Length == 0 ? query with { Words = [.. query.Words, value] } : AddField(query, field, value, environments, now);
            if (!added.TryGet(out var next, out var failure)) return failure;
            query = next;
        }

        return query;
    }

    private static Outcome<EventQuery> AddField(EventQuery query, string field, string value, EnvironmentNames environments, DateTimeOffset now)
    {
        switch (field.ToLowerInvariant())
        {
            case "type": return EventNames.TryParse<EventType>(value, out var type) ? query with { Types = [.. query.Types, type] } : Unknown<EventType>(field, value);
            case "status": return EventNames.TryParse<EventStatus>(value, out var status) ? query with { Statuses = [.. query.Statuses, status] } : Unknown<EventStatus>(field, value);
            case "priority": return EventNames.TryParse<EventPriority>(value, out var priority) ? query with { Priorities = [.. query.Priorities, priority] } : Unknown<EventPriority>(field, value);
            case "env" or "environment":
                return environments.TryParse(value, out var environment) ? query with { Environments = [.. query.Environments, environment] } : Unknown<EventEnvironment>(field, value);
            case "service": return query with { Services = [.. query.Services, value] };
            case "owner": return query with { Owners = [.. query.Owners, value] };
            case "source": return query with { Sources = [.. query.Sources, value] };
            case "impact": return bool.TryParse(value, out var impact) ? query with { Impact = impact } : Failure.Invalid($"query: impact may be true or false, not \"{value}\".");
            case "is" when value.Equals("open", StringComparison.OrdinalIgnoreCase): return query with { OpenAt = now };
            // What looks like a field but is none, such as a URL or a Java class, is a word to find.
            default: return query with { Words = [.. query.Words, field + ":" + value] };
        }
    }

    private static Failure Unknown<T>(string field, string value)
        where T : struct, Enum =>
        Failure.Invalid($"query: {field} \"{value}\" is not one of {EventNames.Choices<T>()}. Fields: {Fields}.");

    /// <summary>Splits at blanks; double quotes keep them, also after a field's colon.</summary>
    private static IEnumerable<(string Field, string Value)> Terms(string text)
    {
        var (field, value, quoted) = ("", new StringBuilder(), false);
        foreach (var c in text + " ")
        {
            if (c == '"') quoted = !quoted;
            else if (c == ':' && !quoted && field.Length == 0 && value.Length > 0 && value.ToString().All(char.IsLetter))
            {
                field = value.ToString();
                value.Clear();
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                if (value.Length > 0) yield return (field, value.ToString());
                else if (field.Length > 0) yield return ("", field);
                field = "";
                value.Clear();
            }
            else value.Append(c);
        }

        // A quote that was never closed still ends with the text.
        if (value.ToString().Trim() is { Length: > 0 } rest) yield return (field, rest);
    }
}
