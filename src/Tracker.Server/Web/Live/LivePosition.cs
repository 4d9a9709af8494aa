using System.Globalization;
using Tracker.Storage;

namespace Tracker.Server.Web.Live;

/// <summary>How much of the change feed a page has in it, as the page says it when it opens its stream.</summary>
internal static class LivePosition
{
    /// <summary>Tells it to a page that fetched itself again.</summary>
    public const string Header = "Live-At";

    public static string Write(ChangeCursor at) => string.Create(CultureInfo.InvariantCulture, $"{at.Transaction}.{at.Sequence}");

    /// <summary>What cannot be read is the very beginning, after which everything may have changed.</summary>
    public static ChangeCursor Read(string text) => text.Split('.') is [var transaction, var sequence]
        && long.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var t)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
        ? new(t, s) : default;
}
