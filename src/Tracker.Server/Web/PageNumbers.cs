using System.Globalization;

namespace Tracker.Server.Web;

public static class PageNumbers
{
    // Nobody leafs so far, and no list reaches there.
    private const int Most = 100_000;

    /// <summary>The page that the address asks for; the first, where it asks for none that there could be.</summary>
    public static int PageNumber(this QueryState query) =>
        int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and <= Most ? page : 1;
}
