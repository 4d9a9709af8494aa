namespace Tracker.Cli.Runs.Delivery;

internal enum Fate
{
    /// <summary>The server has it.</summary>
    Delivered,

    /// <summary>The server cannot take it now, or not from these credentials.</summary>
    Later,

    /// <summary>The server will never take it.</summary>
    Refused,
}

/// <param name="Why">In words for the caller, unless it was delivered.</param>
internal readonly record struct Outcome(Fate Fate, string Why = "")
{
    public static readonly Outcome Delivered = new(Fate.Delivered);
}
