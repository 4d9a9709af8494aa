namespace Tracker.Server.Timelines.Analysis;

/// <summary>What is usual in a context, from its last finished timelines.</summary>
/// <param name="Names">By the events' names, whatever their host; those of ancestors too, which nobody sent.</param>
/// <param name="Whole">The timelines from first to last; null where none was measured.</param>
/// <param name="Timelines">From how many.</param>
public sealed record Baseline(IReadOnlyDictionary<string, Spread> Names, Spread? Whole, int Timelines)
{
    private static readonly TimeSpan LeastFloor = TimeSpan.FromMilliseconds(10);

    /// <summary>Nothing is known.</summary>
    public static Baseline None { get; } = new(new Dictionary<string, Spread>(), null, 0);

    /// <summary>A five-hundredth of the whole: what is gained or lost below it, nobody notices.</summary>
    public TimeSpan Floor => Whole is { } whole && whole.Median / 500 > LeastFloor ? whole.Median / 500 : LeastFloor;

    public Spread? Of(string name) => Names.GetValueOrDefault(name);

    public Pace PaceOf(string name, TimeSpan duration) => PaceRule.Of(duration, Of(name), Floor);
}
