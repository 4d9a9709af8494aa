using System.Globalization;

namespace Tracker.Server.Events.Pages;

/// <summary>Days in addresses: 2026-11-20.</summary>
internal static class Days
{
    private const string Format = "yyyy-MM-dd";

    public static DateOnly? Read(string? text) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1900 and < 9000 ? day : null;

    /// <summary>The first day of a month such as 2026-11.</summary>
    public static DateOnly? ReadMonth(string? text) => Read(text + "-01");

    public static string Write(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    public static string WriteMonth(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
