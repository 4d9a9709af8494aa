namespace Tracker.Server.Demo.Fill;

/// <summary>The time of the month that is filled in. Only the date is turned: timers and stopwatches go by the machine's.</summary>
internal sealed class FillClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Turn(DateTimeOffset to) => _now = to > _now ? to : _now;
}
