namespace Tracker.Server.Timelines.Api;

/// <summary>The addresses of the API, absolute paths: a relative <c>deploy:prod</c> would be taken for a scheme.</summary>
internal static class HalLinks
{
    public const string Root = "/api";
    public const string Contexts = "/api/contexts";
    public const string MediaType = "application/hal+json";

    public static string Of(string context) => $"{Contexts}/{Uri.EscapeDataString(context)}";

    public static string Of(Timeline timeline) => $"{Of(timeline.Context)}/{timeline.Id}";

    public static string EventsOf(string context) => Of(context) + "/events";

    public static string LatestOf(string context) => Of(context) + "/latest";

    /// <summary>Everything there is to begin with.</summary>
    /// <param name="isServed">Whether there is a route of that pattern: modules can be left out.</param>
    public static Dictionary<string, object> ToAll(Predicate<string> isServed)
    {
        var links = new Dictionary<string, object>
        {
            ["self"] = new HalLink(Root),
            ["contexts"] = new HalLink(Contexts),
            ["context"] = Templated("/api/contexts/{context}{?page,per_page}"),
            ["timeline"] = Templated("/api/contexts/{context}/{timeline}{?format}"),
            ["stream"] = Templated("/api/contexts/{context}/{timeline}/stream"),
        };
        Add("events", "/api/v1alpha1/events/list", "{?page,per_page}");
        Add("event", "/api/v1alpha1/event/{id}");
        Add("catalog", "/api/v1alpha1/catalogs/list", "{?page,per_page}");
        Add("locks", "/api/v1alpha1/locks/list", "{?page,per_page}");
        Add("freezes", "/api/v1alpha1/freezes/list", "{?page,per_page}");
        Add("tasks", "/api/tasks", "{?page,per_page}");
        Add("task", "/api/tasks/{id}");
        Add("service-desc", "/openapi.json");
        return links;

        // The pattern of a route of the contract names its parameters by number.
        void Add(string relation, string pattern, string query = "")
        {
            if (isServed(pattern)) links[relation] = pattern.Contains('{') || query.Length > 0 ? Templated(pattern + query) : new HalLink(pattern);
        }
    }

    /// <summary>The links of a list's page.</summary>
    /// <param name="path">The list's address.</param>
    /// <param name="query">The page's own query, to be kept as it is for the page itself.</param>
    public static Dictionary<string, object> ToPages(string path, string query, Operations.Paging page, bool hasNext, IEnumerable<HalLink> items)
    {
        var links = new Dictionary<string, object> { ["self"] = new HalLink(path + query), ["items"] = items.ToArray() };
        if (page.Page > 1) links["prev"] = new HalLink($"{path}?page={page.Page - 1}&per_page={page.PerPage}");
        if (hasNext) links["next"] = new HalLink($"{path}?page={page.Page + 1}&per_page={page.PerPage}");
        return links;
    }

    public static HalLink Templated(string href) => new(href) { Templated = true };
}
