using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Locks;

/// <summary>Who has what to themselves.</summary>
public sealed record LockInfo
{
    /// <summary>A UUID, another one each time it is taken.</summary>
    public required string Id { get; init; }

    /// <summary><c>*</c> covers every service.</summary>
    public string Service { get; init; } = "";

    /// <summary>Who holds it, as it is shown.</summary>
    public string Who { get; init; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary><c>*</c> covers every environment.</summary>
    public string Environment { get; init; } = "";

    /// <summary>What is locked, such as <c>deployment</c>; <c>*</c> covers everything.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The event it belongs to.</summary>
    public string EventId { get; init; } = "";

    /// <summary>Greater than that of everyone who held the same before: whoever is written to can refuse a smaller one.</summary>
    public long Token { get; init; }

    /// <summary>When it is free unless renewed, by the server's clock; null when it does not end by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long it lasts unless renewed; zero for until it is released.</summary>
    [JsonPropertyName("ttlSeconds"), JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan TimeToLive { get; init; }

    /// <summary>Why it is held.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether the start of a deployment or operation took it.</summary>
    public bool Automatic { get; init; }

    /// <summary>The name of the credentials that it was taken with; empty when anyone may release it.</summary>
    public string Owner { get; init; } = "";
}

/// <summary>Who waits for a lock.</summary>
public sealed record LockWaiter
{
    /// <summary>What is waited for.</summary>
    public string Service { get; init; } = "";

    /// <summary>Where.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Which part of it.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Who waits.</summary>
    public string Who { get; init; } = "";

    /// <summary>What for.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The event it belongs to.</summary>
    public string EventId { get; init; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it gives up.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A lock that its holder did not give back.</summary>
public sealed record LostLock
{
    /// <summary>As it was held.</summary>
    public required LockInfo Lock { get; init; }

    /// <summary>How it was lost.</summary>
    public LockLoss Loss { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>Who forced it; empty when it expired.</summary>
    public string By { get; init; } = "";

    /// <summary>Why it was forced.</summary>
    public string Reason { get; init; } = "";
}
