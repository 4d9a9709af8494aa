using System.Globalization;
using System.Text.RegularExpressions;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>Times as this API has them: <c>2021-01-01T00:00:00</c>, in UTC; read with a zone, too.</summary>
internal static partial class RunTimes
{
    /// <summary>How far a caller's clock may be off.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public static string Format(DateTimeOffset at) =>
        at.UtcDateTime.ToString(at.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>An instant that lies in the future by no more than clocks may be off; null when there is none.</summary>
    public static Outcome<DateTimeOffset?> Read(string field, string? text, DateTimeOffset now)
    {
        if (text is null) return (DateTimeOffset?)null;
        if (!Shape().IsMatch(text)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            || at < DateTimeOffset.UnixEpoch)
        {
            return Failure.Invalid($"{field} must be a time such as 2021-01-01T00:00:00, in UTC unless a zone follows.");
        }

        if (at > now + Skew) return Failure.Invalid($"{field} lies in the future: here it is {Format(now)}.");
        return (DateTimeOffset?)Instant.Truncate(at);
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:?\d{2})?$", RegexOptions.IgnoreCase)]
    private static partial Regex Shape();
}
