using System.Globalization;

namespace Tracker.Server.Web.Forms;

/// <summary>What a datetime-local control holds, to and from an instant, in the viewer's zone.</summary>
public static class LocalTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFF", "yyyy-MM-dd"];

    public static string? Write(ViewerTime viewer, DateTimeOffset? at) =>
        at is { } value ? viewer.Local(value).ToString(Formats[0], CultureInfo.InvariantCulture) : null;

    /// <summary>False when the text is no time, or one that a clock change left out. An ambiguous one is the earlier.</summary>
    public static bool TryRead(ViewerTime viewer, string? text, out DateTimeOffset at)
    {
        at = default;
        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return false;
        if (local.Year is < 1900 or > 9000 || viewer.Zone.IsInvalidTime(local)) return false;
        var offset = viewer.Zone.IsAmbiguousTime(local) ? viewer.Zone.GetAmbiguousTimeOffsets(local).Max() : viewer.Zone.GetUtcOffset(local);
        at = new(local, offset);
        return true;
    }
}
