namespace Tracker.Server.Tasks;

/// <summary>What a call of a ping address tells.</summary>
public enum PingKind
{
    Success = 0,
    Start = 1,
    Fail = 2,
    Log = 3,
}

/// <summary>A call of a ping address.</summary>
public sealed record Ping
{
    /// <summary>How much of a body is kept, in bytes.</summary>
    public const int BodyLimit = 100_000;

    public PingKind Kind { get; init; }

    public int? ExitStatus { get; init; }

    /// <summary>Pairs a start with its end.</summary>
    public Guid? Rid { get; init; }

    public string Method { get; init; } = "";

    public string Address { get; init; } = "";

    public string Agent { get; init; } = "";

    public string Body { get; init; } = "";

    /// <summary>Its number among those of the task.</summary>
    public long Number { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>When it happened, where that is told later; null when it happens now.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    public TimeSpan? Duration { get; init; }

    public string Told => Kind switch
    {
        PingKind.Success => ExitStatus is null ? "success" : "exit 0",
        PingKind.Start => "start",
        PingKind.Fail => ExitStatus is { } status ? $"exit {status}" : "fail",
        _ => "log",
    };
}
