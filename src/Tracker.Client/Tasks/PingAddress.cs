namespace Tracker.Client.Tasks;

/// <summary>Where a job reports. Who knows it may report, so it appears in no text of this library.</summary>
public sealed class PingAddress
{
    private PingAddress(string first, string? slug) => (First, Slug) = (first, slug);

    internal string First { get; }

    internal string? Slug { get; }

    /// <summary>By the id in <see cref="TaskDetails.PingPath"/>.</summary>
    public static PingAddress Of(Guid pingId) => new(pingId.ToString("D"), null);

    /// <summary>By the ping key and the task's slug.</summary>
    public static PingAddress Of(string pingKey, string slug) => new(pingKey, slug);
}

/// <summary>What is said along with a ping.</summary>
public sealed record PingDetails
{
    /// <summary>Kept with the ping, its first 100,000 bytes: a log's end, say.</summary>
    public string? Body { get; init; }

    /// <summary>Pairs a start with its end where runs overlap.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Makes the task that the slug names, where there is none.</summary>
    public bool Create { get; init; }
}
