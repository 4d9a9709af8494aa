namespace Tracker.Server.Demo.Plan;

/// <summary>Collects what is done and what was planted, while a month is thought up.</summary>
internal sealed class DemoScript(DemoPlatform platform, int seed, DateTimeOffset end)
{
    public const int Days = 31;

    private readonly List<DemoAct> _acts = [];
    private readonly List<PlantedCause> _causes = [];

    public DemoPlatform Platform => platform;

    public DateTimeOffset End => end;

    public DateTimeOffset Begin { get; } = end.AddDays(-Days);

    /// <summary>What went to production, for those who come later.</summary>
    public List<Deployed> Deployed { get; } = [];

    /// <summary>Chance for one part of the month: what another part draws does not change it.</summary>
    public Random RandomFor(string part) => new(HashCode(part) ^ (seed * 7919));

    /// <summary>What lies after the end has not happened yet.</summary>
    public bool Add(DemoAct act)
    {
        if (act.At > end) return false;
        _acts.Add(act);
        return true;
    }

    public void Plant(PlantedCause cause) => _causes.Add(cause);

    /// <summary>A moment of a working day, in which most changes are made: the next one, from then on.</summary>
    public static DateTimeOffset WorkingTime(DateTimeOffset at, Random random)
    {
        while (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || at.Hour >= 16) at = Midnight(at).AddDays(1).AddHours(8);
        return at.Hour < 8 ? Midnight(at).AddHours(8).AddMinutes(random.Next(60 * 7)) : at;
    }

    public static DateTimeOffset Midnight(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    public DemoPlan ToPlan() => new(platform, [.. _acts.OrderBy(a => a.At)], [.. _causes.OrderBy(c => c.At)]);

    // string.GetHashCode is another one in every process.
    private static int HashCode(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));
}
