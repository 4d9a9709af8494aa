using System.Globalization;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>The time of what is told of later than it happened.</summary>
internal static class ToldLate
{
    /// <summary>How far a caller's clock may be off.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // As long as the wrapper keeps what it could not deliver.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>When it happened; null when it happens now. What a clock that is ahead calls the future is now.</summary>
    public static Outcome<DateTimeOffset?> Read(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text)) return (DateTimeOffset?)null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            || at < now - Longest || at > now + Skew)
        {
            return Failure.Invalid("invalid time: it may be RFC 3339, at most 7 days ago");
        }

        return (DateTimeOffset?)Instant.Truncate(at < now ? at : now);
    }
}
