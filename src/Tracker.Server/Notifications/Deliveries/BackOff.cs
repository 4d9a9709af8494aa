namespace Tracker.Server.Notifications.Deliveries;

/// <summary>When a failed delivery is tried again: soon at first, later every hour, for about half a day.</summary>
internal static class BackOff
{
    public const int MostAttempts = 18;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(24);

    /// <param name="ended">Attempts that have ended.</param>
    /// <param name="wanted">What the receiver asked for; it may be longer, not shorter.</param>
    /// <param name="random">From 0 to 1: those that failed together do not come back together.</param>
    public static TimeSpan After(int ended, TimeSpan? wanted, double random)
    {
        var own = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(3, ended - 1)));
        var least = wanted is { } w && w > own ? (w < MostPatience ? w : MostPatience) : own;
        return least + (own * 0.2 * random);
    }
}
