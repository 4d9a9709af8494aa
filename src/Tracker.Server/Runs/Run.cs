using Tracker.Server.Runs.Samples;

namespace Tracker.Server.Runs;

/// <summary>One run of a command, or a watch over a machine, by whoever began it.</summary>
public sealed record Run
{
    public long Id { get; init; }

    /// <summary>The principal that it belongs to.</summary>
    public string Owner { get; init; } = "";

    public string OwnerName { get; init; } = "";

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>In millionths of the whole machine.</summary>
    public int Threshold { get; init; }

    /// <summary>How often a sample is announced to come.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The run that it is a part of.</summary>
    public long? ParentId { get; init; }

    public string? Host { get; init; }

    public string? Service { get; init; }

    public string? Environment { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>No sample lies before this. Where the server chose the start, the clock of who reports may be a little behind.</summary>
    public DateTimeOffset EarliestAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether it ended because nothing was heard of it any more; it goes on when something is.</summary>
    public bool IsLost { get; init; }

    public RunReport Report { get; init; } = new();

    public UsageTotals Totals { get; init; }

    public bool IsActive => EndedAt is null;

    /// <summary>Whether its end is for good.</summary>
    public bool IsStopped => EndedAt is not null && !IsLost;

    /// <summary>Whether it ended, and not badly as far as is known: such runs tell what is usual.</summary>
    public bool IsWell => IsStopped && Report.ExitCode is null or 0;

    public TimeSpan Duration(DateTimeOffset now) => (EndedAt ?? (now > StartedAt ? now : StartedAt)) - StartedAt;

    public TimeSpan TimeAbove(DateTimeOffset now) =>
        TimeSpan.FromMicroseconds(Totals.AboveUntil(Storage.Instant.ToMicroseconds(EndedAt ?? now), Threshold));

    /// <summary>Without a sample for this long it counts as lost.</summary>
    public TimeSpan Patience()
    {
        var observed = Totals.Samples == 0
            ? TimeSpan.Zero
            : (Storage.Instant.FromMicroseconds(Totals.LastAt) - StartedAt) / Totals.Samples;
        var patience = (Interval ?? observed) * 10;
        return patience > LeastPatience ? patience : LeastPatience;
    }

    private static readonly TimeSpan LeastPatience = TimeSpan.FromMinutes(5);
}

/// <summary>What the command itself took, as its wrapper tells at the end; null is not known.</summary>
public sealed record RunReport(
    int? ExitCode = null, TimeSpan? CpuTime = null, long? PeakMemory = null, long? ReadBytes = null, long? WrittenBytes = null, long? Children = null);
