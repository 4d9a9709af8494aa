using System.Diagnostics;
using System.Globalization;

namespace Tracker.Cli.Runs;

/// <summary>The time of a run: the wall clock at its start, and from there on a clock that nobody sets.</summary>
internal sealed class RunClock
{
    public RunClock(TimeProvider time)
    {
        var now = time.GetUtcNow();
        Start = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        StartStamp = Stopwatch.GetTimestamp();
    }

    public DateTimeOffset Start { get; }

    public long StartStamp { get; }

    public DateTimeOffset At(long stamp) => Start + Stopwatch.GetElapsedTime(StartStamp, stamp);

    /// <summary>To the microsecond, as the server keeps it.</summary>
    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
