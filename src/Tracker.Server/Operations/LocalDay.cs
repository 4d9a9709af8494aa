namespace Tracker.Server.Operations;

/// <summary>Days as a calendar on the wall of a time zone has them.</summary>
public static class LocalDay
{
    /// <summary>The instant at which a day begins: midnight, or the first moment after it where the clock jumps over midnight.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        // Where midnight comes twice, the day begins with the first: that of the larger offset.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new(local, offset);
    }
}
