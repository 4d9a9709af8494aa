using System.Globalization;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Insights.Pages;

/// <summary>Figures in words.</summary>
internal static class InsightsText
{
    public const string None = "–";

    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Count(int number, string one, string? many = null) => $"{Number(number)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary>By day, or by week or month where less than one happens a day or a week.</summary>
    public static string Frequency(double perDay) => perDay switch
    {
        0 => "none",
        >= 1 => Rounded(perDay) + " a day",
        >= 1.0 / 7 => Rounded(perDay * 7) + " a week",
        _ => Rounded(perDay * 30) + " in 30 days",
    };

    public static string Percent(double? rate) => rate is { } value ? (value * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %" : None;

    public static string Time(TimeSpan? time) => time is { } value ? DurationText.Of(value) : None;

    /// <summary>What the figure was before, and whether it is better now.</summary>
    public static (string Text, Tone Tone) Before(double? now, double? before, bool moreIsBetter, Func<double, string> text)
    {
        if (before is not { } was || (moreIsBetter && was == 0)) return ("none to compare with before", Tone.Neutral);
        // What reads the same is the same.
        if (now is not { } value || text(value) == text(was)) return (text(was) + " before", Tone.Neutral);
        var isBetter = value > was == moreIsBetter;
        return ($"{(isBetter ? "better" : "worse")} than {text(was)} before", isBetter ? Tone.Good : Tone.Bad);
    }

    public static string Of(ChangeFailure failure) => failure switch
    {
        ChangeFailure.Deployment => "Failed",
        ChangeFailure.RolledBack => "Rolled back",
        ChangeFailure.Incident => "Incident",
        _ => "",
    };

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Short(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);

    private static string Rounded(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
