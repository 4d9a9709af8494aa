namespace Tracker.Server.Web.Live;

public sealed class LiveOptions
{
    /// <summary>The least time between two hints of one topic to one browser.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How much of the interval a hint may be late at random.</summary>
    public double Jitter { get; init; } = 0.25;

    /// <summary>An open stream says something at least this often; <c>live.js</c> calls it dead after twice the time.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    public int MaxStreams { get; init; } = 2_000;
}
