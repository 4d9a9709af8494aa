namespace Tracker.Testing;

/// <summary>Whether <c>./test --long</c> runs: the full numbers, where an ordinary run makes do with small ones.</summary>
public static class LongRun
{
    public static bool Enabled { get; } = Environment.GetEnvironmentVariable("TRACKER_TEST_LONG") == "1";

    /// <summary>How many rounds, writers or requests: <paramref name="usual"/> or, in a long run, <paramref name="full"/>.</summary>
    public static int Scale(int usual, int full) => Enabled ? full : usual;
}
