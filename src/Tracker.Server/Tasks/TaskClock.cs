namespace Tracker.Server.Tasks;

/// <summary>
/// The time by which tasks are judged. Where servers share a database it is the database's, so that one whose own clock is
/// wrong neither raises a false alarm nor keeps silent.
/// </summary>
public sealed class TaskClock(TimeProvider clock) : TimeProvider
{
    private long _ahead;

    /// <summary>A clock that a test turns is the only one.</summary>
    public bool IsMachines => clock == System;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);

    /// <summary>Follows the database's clock.</summary>
    /// <param name="told">What it said.</param>
    /// <param name="took">How long the question took: what the answer does not know.</param>
    public void Follow(DateTimeOffset told, TimeSpan took)
    {
        var ahead = told + (took / 2) - clock.GetUtcNow();
        // Within what is not known the time would go back and forth for nothing.
        if ((ahead - TimeSpan.FromTicks(Interlocked.Read(ref _ahead))).Duration() > took) Interlocked.Exchange(ref _ahead, ahead.Ticks);
    }
}
