using Tracker.Protocol.Catalogs;
using Tracker.Server.Catalog.Views;
using Tracker.Server.Operations;
using Tracker.Server.Web;

namespace Tracker.Server.Catalog.Pages;

/// <summary>Which entries a page shows, as its address says.</summary>
internal sealed record CatalogFilters(CatalogQuery Query, string? Problem)
{
    public const string Text = "q";

    /// <summary>The keys, and what a person calls them.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        [Text] = "Text",
        ["type"] = "Type",
        ["language"] = "Language",
        ["platform"] = "Platform",
        ["sla"] = "SLA",
        ["owner"] = "Owner",
        ["system"] = "System",
    };

    public static CatalogFilters Read(QueryState query)
    {
        var problems = new List<string>();
        var text = query[Text] ?? "";
        if (text.Length > 500) problems.Add("The text may have at most 500 characters.");
        if (!CatalogSorts.TryParse(query["sort"] ?? "", out var sort)) problems.Add($"Sort: “{query["sort"]}” is not one of {CatalogSorts.Choices}.");
        var read = new CatalogQuery
        {
            Text = text,
            Types = Values<CatalogType>("type"),
            Languages = Values<Languages>("language"),
            Platforms = Values<Platform>("platform"),
            SlaLevels = Values<SLALevel>("sla"),
            Owners = [.. query.All("owner").Where(v => v.Length <= 200).Take(50)],
            Systems = [.. query.All("system").Where(v => v.Length <= 200).Take(50)],
            Sort = sort,
            Page = query.PageNumber(),
        };
        return new(read, problems.Count == 0 ? null : string.Join(" ", problems));

        List<T> Values<T>(string key)
            where T : struct, Enum
        {
            var values = new List<T>();
            foreach (var value in query.All(key).Take(50))
            {
                if (EnumNames.TryParse<T>(value, out var one)) values.Add(one);
                else problems.Add($"{Names[key]}: “{value}” is not one of {EnumNames.Choices<T>()}.");
            }

            return values;
        }
    }

    /// <summary>A value as a person reads it.</summary>
    public static string Display(string key, string value) => key switch
    {
        "type" when EnumNames.TryParse<CatalogType>(value, out var type) => CatalogWords.Of(type),
        "language" when EnumNames.TryParse<Languages>(value, out var language) => CatalogWords.Of(language),
        "platform" when EnumNames.TryParse<Platform>(value, out var platform) => CatalogWords.Of(platform),
        "sla" when EnumNames.TryParse<SLALevel>(value, out var level) => CatalogWords.Of(level),
        _ => value,
    };
}
