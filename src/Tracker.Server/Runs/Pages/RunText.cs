using System.Globalization;
using Tracker.Server.Runs.Baselines;
using Tracker.Server.Runs.Samples;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Runs.Pages;

/// <summary>How runs are worded.</summary>
internal static class RunText
{
    public const string Icon = "M3 12h4l3-8 4 16 3-8h4";

    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static (Tone Tone, string Word) State(Run run) => run switch
    {
        { IsActive: true } => (Tone.Active, "Running"),
        { IsLost: true } => (Tone.Warning, "Lost"),
        { Report.ExitCode: { } code and not 0 } => (Tone.Bad, string.Create(CultureInfo.InvariantCulture, $"Failed with {code}")),
        { Report.ExitCode: 0 } => (Tone.Good, "Ended well"),
        _ => (Tone.Neutral, "Ended"),
    };

    /// <param name="millionths">Of the whole machine.</param>
    public static string Percent(double millionths) => (100 * Sample.Fraction(millionths)).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>A mean, a peak: of no samples there is none.</summary>
    public static string Percent(UsageTotals totals, double millionths) => totals.Samples == 0 ? "–" : Percent(millionths);

    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1_000 && unit < Units.Length - 1; unit++) bytes /= 1_000;
        return bytes.ToString(unit == 0 ? "0" : "0.#", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    public static string Seconds(double seconds) => DurationText.Of(TimeSpan.FromSeconds(seconds));

    /// <param name="higher">What more of it is called, such as slower.</param>
    public static (Tone Tone, string Word) Verdict(Verdict verdict, string higher, string lower) => verdict switch
    {
        Baselines.Verdict.Higher => (Tone.Warning, higher),
        Baselines.Verdict.Lower => (Tone.Good, lower),
        Baselines.Verdict.Usual => (Tone.Neutral, "As usual"),
        _ => (Tone.Neutral, "Not known yet"),
    };
}
