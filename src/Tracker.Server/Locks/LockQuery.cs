namespace Tracker.Server.Locks;

/// <summary>Which locks, or who waits for which; an empty text means any.</summary>
public sealed record LockQuery
{
    public const int MaxPerPage = 1000;

    /// <summary>Pages reach this far.</summary>
    public const int MaxDepth = 100_000;

    /// <summary>Only those of this service, and those of every service.</summary>
    public string Service { get; init; } = "";

    public string Environment { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Who { get; init; } = "";

    public string EventId { get; init; } = "";

    public int PerPage { get; init; } = 50;

    public int Page { get; init; } = 1;
}

/// <summary>One page, and how many there are in all, exact up to 10,000.</summary>
public sealed record LockPage<T>(List<T> Rows, int Total, bool Capped);
