using Tracker.Protocol.Api;
using Tracker.Protocol.Searches;
using Tracker.Server.Access;
using Tracker.Server.Web;

namespace Tracker.Server.Search.Pages;

/// <summary>The pages themselves: where one can go.</summary>
internal sealed class PageSearch(IEnumerable<NavItem> items, IEnumerable<AdminTab> tabs) : ISearchable
{
    /// <summary>Pages that stand below the ones of the navigation.</summary>
    internal static readonly (string Title, string Link, Scope Needs)[] Others =
    [
        ("New event", "/events/new", Scope.Write),
        ("Streamline", "/events/streamline", Scope.Read),
        ("Overlapping events", "/events/overlaps", Scope.Read),
        ("Drifts", "/events/drifts", Scope.Read),
        ("RPA usage", "/events/rpa", Scope.Read),
        ("Architecture graph", "/catalog/graph", Scope.Read),
        ("Version compliance", "/catalog/compliance", Scope.Read),
        ("Apply catalog files", "/catalog/apply", Scope.Write),
        ("Take a lock", "/locks/new", Scope.Write),
        ("Waiting for locks", "/locks/waiting", Scope.Read),
        ("Lost locks", "/locks/lost", Scope.Read),
        ("New freeze window", "/locks/freezes/new", Scope.Write),
        ("New task", "/tasks/new", Scope.Write),
        ("Badges of tasks", "/tasks/badges", Scope.Read),
        ("Trackers of releases", "/releases/trackers", Scope.Read),
        ("New tracker", "/releases/trackers/new", Scope.Write),
    ];

    public SearchPart Part { get; } = new(0, "pages", "Go to");

    public Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct)
    {
        var pages = items.Where(i => text.Reader.May(i.Needs)).Select(i => (i.Title, Link: i.Href))
            .Concat(Others.Where(p => text.Reader.May(p.Needs)).Select(p => (p.Title, p.Link)))
            .Concat(tabs.Where(_ => text.Reader.May(Scope.Admin)).Select(t => (t.Title, Link: t.Href)));
        return Task.FromResult(pages.Where(p => text.IsIn(p.Title)).Select(p => text.Hit(p.Title, p.Title, p.Link, p.Link, null))
            .OrderByDescending(h => h.Match).Take(SearchText.Most + 1).ToList());
    }
}
