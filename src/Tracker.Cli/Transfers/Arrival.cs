namespace Tracker.Cli.Transfers;

/// <summary>What became of a record.</summary>
/// <param name="IsNew">Whether it was stored; else it was there already.</param>
/// <param name="Refused">Why the server does not take it.</param>
internal readonly record struct Arrival(bool IsNew, string? Refused = null)
{
    public static Arrival Stored { get; } = new(true);

    public static Arrival There { get; } = new(false);

    public static Arrival Not(string why) => new(false, why);
}
