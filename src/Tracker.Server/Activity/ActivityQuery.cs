using System.Globalization;
using Tracker.Server.Operations;

namespace Tracker.Server.Activity;

/// <summary>Which rows of the feed; what is empty or null fits any.</summary>
[ModuleService]
public sealed record ActivityQuery
{
    public const int MostRows = 500;

    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Each of them, or what it is the beginning of: <c>deployment</c> is <c>deployment.success</c> too.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>At least as severe.</summary>
    public Severity Severity { get; init; }

    public string Service { get; init; } = "";

    public string Environment { get; init; } = "";

    public string Host { get; init; } = "";

    /// <summary>Part of the title, in any case.</summary>
    public string Text { get; init; } = "";

    public DateTimeOffset? From { get; init; }

    /// <summary>Without it.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only what lies behind this place.</summary>
    public ActivityPlace? After { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>A place in the feed: a row's instant, in unix microseconds, and its key.</summary>
[ModuleService]
public readonly record struct ActivityPlace(long At, long Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}.{Id}");

    public static bool TryParse(string text, out ActivityPlace place)
    {
        place = default;
        if (text.Split('.') is not [var at, var id]) return false;
        if (!long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var instant)
            || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var key)) return false;
        place = new(instant, key);
        return true;
    }
}

/// <summary>A row of the feed as it was stored.</summary>
[ModuleService]
public sealed record ActivityRow(long Id, ActivityEntry Entry)
{
    public string Key => Id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Rows, the newest first.</summary>
/// <param name="Next">Where to go on; null at the end of what there is.</param>
[ModuleService]
public sealed record ActivityPage(IReadOnlyList<ActivityRow> Rows, ActivityPlace? Next);

/// <summary>Rows of one module in one span of time.</summary>
[ModuleService]
public sealed record ActivityCount(DateTimeOffset Start, string Module, long Rows);

/// <param name="Since">Where counting ended because there were too many; null when all were counted.</param>
[ModuleService]
public sealed record ActivityCounts(IReadOnlyList<ActivityCount> Slots, DateTimeOffset? Since)
{
    /// <summary>Short enough for days to begin with one in every zone.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(15);
}
