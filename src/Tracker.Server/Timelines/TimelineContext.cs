namespace Tracker.Server.Timelines;

/// <summary>A named collection of timelines of the same kind: a service's deployments, a build.</summary>
public sealed record TimelineContext
{
    public static readonly TimeSpan DefaultOpenTimeout = TimeSpan.FromHours(24);
    public const int DefaultKeepTimelines = 1000;

    public long Id { get; init; }

    /// <summary>Unique; anything printable.</summary>
    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>The context's name unless somebody said otherwise.</summary>
    public string? Service { get; init; }

    public string? Environment { get; init; }

    public string? Host { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How many timelines are kept; null for no such limit.</summary>
    public int? KeepTimelines { get; init; } = DefaultKeepTimelines;

    public int? KeepDays { get; init; }

    /// <summary>How long an event may stay open before it counts as abandoned.</summary>
    public TimeSpan OpenTimeout { get; init; } = DefaultOpenTimeout;

    public DateTimeOffset CreatedAt { get; init; }
}
