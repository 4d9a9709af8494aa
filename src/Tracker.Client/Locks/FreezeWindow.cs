using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Locks;

/// <summary>A time in which no deployment or operation starts.</summary>
public sealed record FreezeWindow
{
    /// <summary>A UUID.</summary>
    public required string Id { get; init; }

    /// <summary>Why nothing may start then.</summary>
    public string Reason { get; init; } = "";

    /// <summary><c>*</c> covers every service.</summary>
    public string Service { get; init; } = "";

    /// <summary><c>*</c> covers every environment.</summary>
    public string Environment { get; init; } = "";

    /// <summary>When it begins, again and again; empty where it happens once.</summary>
    public string Cron { get; init; } = "";

    /// <summary>How long each one lasts.</summary>
    [JsonPropertyName("durationSeconds"), JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan Duration { get; init; }

    /// <summary>The zone of <see cref="Cron"/>, as an IANA name.</summary>
    public string Zone { get; init; } = "";

    /// <summary>When it begins, where it happens once.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>When it ends, where it happens once.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Who declared it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was declared.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether it is in force now.</summary>
    public bool Active { get; init; }

    /// <summary>The beginning of the one in force, else of the next; null when there will be none.</summary>
    public DateTimeOffset? NextStart { get; init; }

    /// <summary>Its end.</summary>
    public DateTimeOffset? NextEnd { get; init; }
}

/// <summary>A freeze window to declare or to change; what is null is left to the server, or as it is. Either cron and duration, or start and end.</summary>
public sealed record FreezeRequest
{
    /// <summary>Why nothing may start then. Required for a new one.</summary>
    public string? Reason { get; init; }

    /// <summary>Every service unless given.</summary>
    public string? Service { get; init; }

    /// <summary>Every environment unless given.</summary>
    public string? Environment { get; init; }

    /// <summary>Five fields, as in a crontab.</summary>
    public string? Cron { get; init; }

    /// <summary>From a minute to 31 days, in whole seconds.</summary>
    [JsonPropertyName("durationSeconds"), JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>An IANA name; UTC unless given.</summary>
    public string? Zone { get; init; }

    /// <summary>When it begins, where it happens once.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>Whether a start would be refused.</summary>
public sealed record FreezeCheck
{
    /// <summary>Whether it would.</summary>
    public bool Frozen { get; init; }

    /// <summary>The windows in force then.</summary>
    public IReadOnlyList<FreezeWindow> Windows { get; init; } = [];

    /// <summary>When the last of them ends.</summary>
    public DateTimeOffset? Until { get; init; }
}
