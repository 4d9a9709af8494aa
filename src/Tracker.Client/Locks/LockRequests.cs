using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Locks;

/// <summary>A lock to take.</summary>
public sealed record LockRequest
{
    /// <summary>What it concerns; <c>*</c> covers every service.</summary>
    public required string Service { get; init; }

    /// <summary>Who takes it, as it will be shown.</summary>
    public required string Who { get; init; }

    /// <summary>A name or an alias such as <c>prod</c>; <c>*</c> covers every environment.</summary>
    public string Environment { get; init; } = "";

    /// <summary>What is locked; <c>*</c> covers everything.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The event it belongs to; its changelog then tells of the lock.</summary>
    public string EventId { get; init; } = "";

    /// <summary>How long it lasts unless renewed, in whole seconds, at most 30 days; a minute unless given. Zero is until it is released.</summary>
    [JsonPropertyName("ttlSeconds"), JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait while it is held, in whole seconds, at most an hour; not at all unless given.</summary>
    [JsonPropertyName("waitSeconds"), JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan Wait { get; init; }

    /// <summary>Why, at most 2,000 characters.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>A change of a lock; what is null stays as it is. Another service, environment or resource moves it and gives it a new token.</summary>
public sealed record LockUpdate
{
    /// <summary>What it concerns.</summary>
    public string? Service { get; init; }

    /// <summary>Who holds it, as it is shown.</summary>
    public string? Who { get; init; }

    /// <summary>Where.</summary>
    public string? Environment { get; init; }

    /// <summary>What is locked.</summary>
    public string? Resource { get; init; }

    /// <summary>The event it belongs to.</summary>
    public string? EventId { get; init; }

    /// <summary>Renews it: it lasts so long from now, in whole seconds. Zero is until it is released.</summary>
    [JsonPropertyName("ttlSeconds"), JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Which locks or waiters to list; also finds those that cover all of what is named.</summary>
public sealed record LockFilter
{
    /// <summary>Of this service.</summary>
    public string? Service { get; init; }

    /// <summary>In this environment.</summary>
    public string? Environment { get; init; }

    /// <summary>For this resource.</summary>
    public string? Resource { get; init; }

    /// <summary>Held by this one; not for waiters.</summary>
    public string? Who { get; init; }

    /// <summary>Of this event; not for waiters.</summary>
    public string? EventId { get; init; }
}
