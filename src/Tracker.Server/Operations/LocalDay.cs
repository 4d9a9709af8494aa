namespace Tracker.Server.Operations;

/// <summary>Days as a calendar on the wall of a time zone has them.</summary>
public static class LocalDay
{
    /// <summary>The instant at which a day begins: midnight, or the first moment after it where the clock jumps over midnight.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => At(day, TimeOnly.MinValue, zone);

    /// <summary>The instant of a time of day, or the first moment after it where the clock jumps over it.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        // What comes twice is the first: that of the larger offset.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new(local, offset);
    }
}
