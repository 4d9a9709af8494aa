using System.Globalization;
using Tracker.Server.Web;

namespace Tracker.Server.Events.Pages;

internal static class PageNumbers
{
    /// <summary>The page that the address asks for; the first, where it asks for none that there could be.</summary>
    public static int PageNumber(this QueryState query) =>
        int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and <= EventQuery.MaxDepth ? page : 1;
}
