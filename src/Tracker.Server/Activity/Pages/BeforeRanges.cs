using System.Globalization;
using Tracker.Server.Activity.Before;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Activity.Pages;

/// <summary>How far back the page looks.</summary>
internal static class BeforeRanges
{
    public static readonly Choice[] Choices = [new("6", "6 h"), new("", "24 h"), new("168", "7 days"), new("336", "14 days")];

    public static int Of(QueryState query) =>
        int.TryParse(query["hours"], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) ? Math.Clamp(hours, 1, ChangesBefore.MostHours) : ChangesBefore.StandardHours;
}
