namespace Tracker.Protocol.Timelines;

/// <summary>Seconds and nanoseconds as unix microseconds.</summary>
internal static class Instant
{
    public const long PerSecond = 1_000_000;

    // 0001-01-01T00:00:00Z: what Go's time.Time is until somebody sets it.
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>False when out of range; null microseconds for Go's zero time.</summary>
    public static bool TryCreate(long seconds, long nanoseconds, out long? microseconds)
    {
        microseconds = null;
        if (seconds is < FirstSecond or > LastSecond || nanoseconds is < 0 or > 999_999_999)
            return false;
        if (seconds != FirstSecond || nanoseconds != 0)
            microseconds = seconds * PerSecond + nanoseconds / 1000;
        return true;
    }

    /// <summary>The same of a number of seconds with a fraction.</summary>
    public static bool TryCreate(decimal seconds, out long? microseconds)
    {
        microseconds = null;
        if (seconds is < FirstSecond or >= LastSecond + 1)
            return false;
        var whole = decimal.Floor(seconds);
        return TryCreate((long)whole, (long)((seconds - whole) * 1_000_000_000), out microseconds);
    }

    /// <summary>Whether it can be written so that it is read as the same.</summary>
    public static bool IsInRange(long microseconds) => microseconds is > FirstSecond * PerSecond and < (LastSecond + 1) * PerSecond;

    /// <summary>The whole second at or before an instant, and the nanoseconds after it.</summary>
    public static (long Seconds, int Nanoseconds) Split(long microseconds)
    {
        var (seconds, rest) = Math.DivRem(microseconds, PerSecond);
        return rest < 0 ? (seconds - 1, (int)(rest + PerSecond) * 1000) : (seconds, (int)rest * 1000);
    }
}
