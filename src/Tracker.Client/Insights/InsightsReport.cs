using System.Text.Json.Serialization;
using Tracker.Client.Events;
using Tracker.Client.Json;

namespace Tracker.Client.Insights;

/// <summary>The figures of a period.</summary>
public sealed record InsightsReport
{
    /// <summary>When the period begins.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>The first moment after it.</summary>
    public DateTimeOffset To { get; init; }

    /// <summary>The period's.</summary>
    public required DoraFigures Current { get; init; }

    /// <summary>Those of the period of the same length before it.</summary>
    public required DoraFigures Previous { get; init; }

    /// <summary>By day or week.</summary>
    public IReadOnlyList<TrendPoint> Trend { get; init; } = [];

    /// <summary>By service, team or environment: the 100 with the most changes.</summary>
    public IReadOnlyList<FigureGroup> Groups { get; init; } = [];

    /// <summary>Whether there are more events than were looked at; the oldest were left out.</summary>
    public bool Capped { get; init; }
}

/// <summary>The four figures of DORA, and what they are made of.</summary>
public sealed record DoraFigures
{
    /// <summary>Deployments that succeeded.</summary>
    public int Deployments { get; init; }

    /// <summary>Those by the days that have passed.</summary>
    public double DeploymentsPerDay { get; init; }

    /// <summary>From the first trace of a version to its success; null without a deployment whose beginning is known.</summary>
    [JsonConverter(typeof(ProtoDurationConverter))]
    public TimeSpan? LeadTimeMedian { get; init; }

    /// <summary>Nine of ten took no longer.</summary>
    [JsonPropertyName("leadTimeP90"), JsonConverter(typeof(ProtoDurationConverter))]
    public TimeSpan? LeadTimeP90 { get; init; }

    /// <summary>How many deployments the lead time is of.</summary>
    public int LeadTimes { get; init; }

    /// <summary>Deployments whose version left no trace before them.</summary>
    public int WithoutBeginning { get; init; }

    /// <summary>Deployments of a version that had been deployed there before.</summary>
    public int Repeated { get; init; }

    /// <summary>Deployments that ended, with success or not.</summary>
    public int Changes { get; init; }

    /// <summary>Those of them that failed, were rolled back, or that an incident followed.</summary>
    public int FailedChanges { get; init; }

    /// <summary>Of the failed changes, those whose deployment failed.</summary>
    public int FailedDeployments { get; init; }

    /// <summary>Of the failed changes, those that were rolled back.</summary>
    public int RolledBack { get; init; }

    /// <summary>Of the failed changes, those that an incident followed.</summary>
    public int FollowedByIncident { get; init; }

    /// <summary>0 to 1; null when nothing was deployed.</summary>
    public double? ChangeFailureRate { get; init; }

    /// <summary>Incidents that began.</summary>
    public int Incidents { get; init; }

    /// <summary>From the start of an incident to its end; null when none has ended.</summary>
    [JsonConverter(typeof(ProtoDurationConverter))]
    public TimeSpan? RestoreMedian { get; init; }

    /// <summary>Nine of ten took no longer.</summary>
    [JsonPropertyName("restoreP90"), JsonConverter(typeof(ProtoDurationConverter))]
    public TimeSpan? RestoreP90 { get; init; }

    /// <summary>Incidents that have not ended.</summary>
    public int Unresolved { get; init; }
}

/// <summary>The figures of a day or a week.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Figures">Its figures.</param>
public sealed record TrendPoint(DateTimeOffset Start, DoraFigures Figures);

/// <summary>The figures of a service, a team or an environment.</summary>
/// <param name="Name">Its name; empty for services that nobody owns.</param>
/// <param name="Figures">Its figures.</param>
public sealed record FigureGroup(string Name, DoraFigures Figures);

/// <summary>How many events there were.</summary>
public sealed record EventCounts
{
    /// <summary>The oldest month first.</summary>
    public IReadOnlyList<EventCount> Counts { get; init; } = [];

    /// <summary>Of all of them.</summary>
    public long TotalCount { get; init; }

    /// <summary>Whether there are more than were counted.</summary>
    public bool Capped { get; init; }
}

/// <summary>Events of a service and a type in a month.</summary>
/// <param name="Year">The year (UTC).</param>
/// <param name="Month">From 1 (January).</param>
/// <param name="Service">Whose.</param>
/// <param name="Type">Of which kind.</param>
/// <param name="Count">How many.</param>
public sealed record EventCount(int Year, int Month, string Service, EventType Type, long Count);
