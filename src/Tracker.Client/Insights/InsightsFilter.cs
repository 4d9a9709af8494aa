namespace Tracker.Client.Insights;

/// <summary>Which figures to compute; what is null is left to the server.</summary>
public sealed record InsightsFilter
{
    /// <summary>Only these services, at most 50; all of them when empty.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Only what this team owns, by the catalog.</summary>
    public string? Team { get; init; }

    /// <summary>A name or alias of an environment, or <c>*</c> for all; production unless given.</summary>
    public string? Environment { get; init; }

    /// <summary>So many days up to today, 1 to 365; 30 unless given.</summary>
    public int? Days { get; init; }

    /// <summary>The first day, instead of <see cref="Days"/>.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day; today unless given.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The zone in which days begin, as an IANA name; UTC unless given.</summary>
    public string? TimeZone { get; init; }

    /// <summary><c>day</c> or <c>week</c>; by day up to 31 days unless given.</summary>
    public string? Interval { get; init; }

    /// <summary><c>service</c>, <c>team</c> or <c>environment</c>; service unless given.</summary>
    public string? GroupBy { get; init; }
}
