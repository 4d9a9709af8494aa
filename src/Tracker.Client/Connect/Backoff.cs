using System.Net;

namespace Tracker.Client.Connect;

/// <summary>Whether and when a failed attempt is repeated.</summary>
internal static class Backoff
{
    private const double FirstSeconds = 0.2;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Grows with the attempts; different for all who failed at once. Never shorter than what the server asked for.</summary>
    public static TimeSpan After(int attempt, TimeSpan? retryAfter, TimeSpan longest)
    {
        var most = Math.Min(Math.Min(Longest.TotalSeconds, longest.TotalSeconds), FirstSeconds * Math.Pow(2, Math.Min(attempt, 16)));
        var pause = TimeSpan.FromSeconds(most * (0.5 + Random.Shared.NextDouble() / 2));
        // Exactly when it said, they would all be back in the same moment.
        return retryAfter is { } asked ? asked + pause / 4 : pause;
    }

    public static bool MayRepeat(Repeat repeat, TrackerException failure, bool arrived) => failure.Status switch
    {
        // One too many: nothing was done.
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => repeat != Repeat.Twice,
        null => !arrived || repeat != Repeat.Twice,
        _ => false,
    };
}
