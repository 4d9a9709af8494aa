namespace Tracker.Server.Events.Views;

/// <summary>The runs of one day, by how they ended.</summary>
public sealed record RobotDay(DateOnly Day, int Succeeded, int Failed, int Other)
{
    public int Runs => Succeeded + Failed + Other;
}

/// <param name="Robot">The service that reports the runs.</param>
/// <param name="Time">How long its runs took, all together.</param>
public sealed record RobotUsage(string Robot, IReadOnlyList<RobotDay> Days, TimeSpan Time, DateTimeOffset Latest)
{
    public int Runs => Days.Sum(d => d.Runs);

    public int Succeeded => Days.Sum(d => d.Succeeded);

    public int Failed => Days.Sum(d => d.Failed);

    /// <summary>Of the runs that ended; null when none did.</summary>
    public double? SuccessRate => Succeeded + Failed == 0 ? null : (double)Succeeded / (Succeeded + Failed);
}

/// <summary>What robots did, day by day.</summary>
public static class RpaUsage
{
    /// <summary>The busiest robot first. A run counts on the day it began.</summary>
    public static IReadOnlyList<RobotUsage> Of(IEnumerable<EventSpan> runs, DayRange range, TimeZoneInfo zone) =>
    [
        .. runs.GroupBy(r => r.Event.Service).Select(g => OfRobot(g.Key, g, range, zone)).OfType<RobotUsage>()
            .OrderByDescending(r => r.Runs).ThenBy(r => r.Robot, StringComparer.Ordinal),
    ];

    private static RobotUsage? OfRobot(string robot, IEnumerable<EventSpan> runs, DayRange range, TimeZoneInfo zone)
    {
        var byDay = runs.ToLookup(r => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(r.Start, zone).DateTime));
        var days = Enumerable.Range(0, range.Days).Select(range.First.AddDays).ToList();
        var inRange = days.SelectMany(d => byDay[d]).ToList();
        if (inRange.Count == 0) return null;
        return new(
            robot,
            [.. days.Select(d => new RobotDay(d, byDay[d].Count(IsGood), byDay[d].Count(IsBad), byDay[d].Count(r => !IsGood(r) && !IsBad(r))))],
            inRange.Aggregate(TimeSpan.Zero, (sum, r) => sum + r.Duration),
            inRange.Max(r => r.Start));
    }

    private static bool IsGood(EventSpan run) => run.Status is EventStatus.Success or EventStatus.Done or EventStatus.Close;

    private static bool IsBad(EventSpan run) => run.Status is EventStatus.Failure or EventStatus.Error;
}
