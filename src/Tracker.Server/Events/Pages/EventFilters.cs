using System.Globalization;
using System.Text;
using Tracker.Server.Catalog;
using Tracker.Server.Events.Views;
using Tracker.Server.Operations;
using Tracker.Server.Web;

namespace Tracker.Server.Events.Pages;

/// <summary>Which events a page shows, as its address says.</summary>
public sealed record EventFilters(EventQuery Query, string? Problem)
{
    public const string Text = "q";

    /// <summary>The keys, and what a person calls them.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        [Text] = "Text",
        ["type"] = "Type",
        ["status"] = "Status",
        ["environment"] = "Environment",
        ["priority"] = "Priority",
        ["service"] = "Service",
        ["owner"] = "Owner",
        ["from"] = "From",
        ["to"] = "To",
    };

    /// <summary>The same without the dates, for pages that have a range of their own.</summary>
    public static IReadOnlyDictionary<string, string> NamesWithoutDates { get; } = Names.Where(n => n.Key is not ("from" or "to")).ToDictionary();

    public static EventFilters Read(QueryState query, ViewerTime viewer, EnvironmentNames environments)
    {
        var problems = new List<string>();
        var read = new EventQuery
        {
            Types = Values<EventType>("type", EventNames.TryParse),
            Statuses = Values<EventStatus>("status", EventNames.TryParse),
            Environments = Values<EventEnvironment>("environment", environments.TryParse),
            Priorities = Values<EventPriority>("priority", EventNames.TryParse),
            Services = Names("service"),
            Owners = Names("owner"),
            From = Day("from", viewer, query, problems) is { } from ? viewer.StartOf(from) : null,
            To = Day("to", viewer, query, problems) is { } to ? viewer.StartOf(to.AddDays(1)).AddMicroseconds(-1) : null,
        };
        if (read.From > read.To) problems.Add("From is after To.");
        var text = query[Text] ?? "";
        if (text.Length > 500) problems.Add("The text may have at most 500 characters.");
        else if (EventQueryText.AddTo(read, text, environments, viewer.Now).TryGet(out var full, out var failure)) read = full;
        else problems.Add(failure.Message);
        return new(read, problems.Count == 0 ? null : string.Join(" ", problems));

        List<T> Values<T>(string key, Parser<T> parse)
            where T : struct, Enum
        {
            var values = new List<T>();
            foreach (var value in query.All(key).Take(50))
            {
                if (parse(value, out var one)) values.Add(one);
                else problems.Add($"{EventFilters.Names[key]}: “{value}” is not one of {EventNames.Choices<T>()}.");
            }

            return values;
        }

        List<string> Names(string key) => [.. query.All(key).Where(v => v.Length <= 200).Take(100)];
    }

    /// <summary>A value as a person reads it.</summary>
    public static string Display(string key, string value, EnvironmentNames environments) => key switch
    {
        "type" when EventNames.TryParse<EventType>(value, out var type) => EventWords.Of(type),
        "status" when EventNames.TryParse<EventStatus>(value, out var status) => EventWords.Of(status),
        "environment" when environments.TryParse(value, out var environment) => EventWords.Of(environment),
        _ => value,
    };

    /// <summary>The same filter for a program: a search of the JSON API.</summary>
    public string ApiHref(QueryState query, EnvironmentNames environments)
    {
        var text = new StringBuilder(query[Text] ?? "");
        var api = QueryState.Parse("/api/v1alpha1/events/search", "");
        foreach (var (key, parameter) in new[] { ("type", "types"), ("status", "statuses"), ("environment", "environments"), ("service", "services") })
        {
            foreach (var value in query.All(key)) api = api.Add(parameter, key == "environment" && environments.TryParse(value, out var e) ? EventNames.Of(e) : value);
        }

        // The API takes one of these; its query text takes several.
        foreach (var key in new[] { "priority", "owner" })
        {
            foreach (var value in query.All(key)) text.Append(CultureInfo.InvariantCulture, $" {key}:\"{value.Replace("\"", "", StringComparison.Ordinal)}\"");
        }

        if (Query.From is { } from) api = api.With("start_date", Rfc3339(from));
        if (Query.To is { } to) api = api.With("end_date", Rfc3339(to));
        return api.With("query", text.ToString().Trim()).With("per_page", "1000").ToString();
    }

    private static DateOnly? Day(string key, ViewerTime viewer, QueryState query, List<string> problems)
    {
        if (query[key] is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9000) return day;
        // Programs that make links write instants.
        if (EventTimes.TryParse(text, out var at, out _) && at.Year is > 1900 and < 9000) return DateOnly.FromDateTime(viewer.Local(at).DateTime);
        problems.Add($"{Names[key]}: “{text}” is not a date; it may be as 2026-11-20.");
        return null;
    }

    private static string Rfc3339(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private delegate bool Parser<T>(string text, out T value);
}
