using Tracker.Protocol.Api;

namespace Tracker.Server.Web;

/// <summary>A module's entry in the main navigation; registered in DI by the module.</summary>
/// <param name="Group">"Observe" and "Operate" come first, others after them by name.</param>
/// <param name="IconPath">The <c>d</c> of a 24×24 stroked path.</param>
/// <param name="Key">Pressed after <c>g</c>, goes there.</param>
public sealed record NavItem(string Group, int Order, string Href, string Title, string IconPath, char? Key = null)
{
    /// <summary>Who cannot go there is not shown it.</summary>
    public Scope Needs { get; init; } = Scope.Read;

    private static readonly string[] FirstGroups = ["Observe", "Operate"];

    /// <summary>Groups in the order in which the navigation shows them.</summary>
    public static IEnumerable<IGrouping<string, NavItem>> Grouped(IEnumerable<NavItem> items) =>
        from item in items
        orderby GroupOrder(item.Group), item.Group, item.Order, item.Title
        group item by item.Group;

    /// <summary>The one item that <paramref name="path"/> stands under: the longest match, so that a page below another has its own entry.</summary>
    public static NavItem? Current(IEnumerable<NavItem> items, PathString path) =>
        items.Where(item => item.Href == "/" ? path == "/" : path.StartsWithSegments(item.Href))
            .MaxBy(item => item.Href.Length);

    private static int GroupOrder(string group)
    {
        var index = Array.IndexOf(FirstGroups, group);
        return index < 0 ? FirstGroups.Length : index;
    }
}

/// <summary>Where the search field in the top bar sends its text. Without one, no field is shown.</summary>
public sealed record SearchBox(string Action, string Parameter, string Placeholder);

/// <summary>A component that a module puts at the end of the top bar, such as the signed-in user.</summary>
public sealed record TopBarItem(int Order, Type Component);
