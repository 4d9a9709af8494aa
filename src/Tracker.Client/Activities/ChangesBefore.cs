using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Activities;

/// <summary>What a change has to do with what happened.</summary>
[JsonConverter(typeof(WireEnumConverter<ChangeRelation>))]
public enum ChangeRelation
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("RELATION_UNSPECIFIED")]
    Unspecified,

    /// <summary>The same service in the same environment.</summary>
    [JsonStringEnumMemberName("same_service")]
    SameService,

    /// <summary>The same service in another environment.</summary>
    [JsonStringEnumMemberName("same_service_elsewhere")]
    SameServiceElsewhere,

    /// <summary>What the service depends on.</summary>
    [JsonStringEnumMemberName("dependency")]
    Dependency,

    /// <summary>What a dependency of the service depends on.</summary>
    [JsonStringEnumMemberName("indirect_dependency")]
    IndirectDependency,

    /// <summary>Something else on the same host.</summary>
    [JsonStringEnumMemberName("same_host")]
    SameHost,

    /// <summary>What concerned all of the environment.</summary>
    [JsonStringEnumMemberName("whole_environment")]
    WholeEnvironment,

    /// <summary>Any service: the question named neither a service nor a host.</summary>
    [JsonStringEnumMemberName("any_service")]
    AnyService,
}

/// <summary>A moment to explain, and how far to look back.</summary>
public sealed record ChangesQuestion
{
    /// <summary>Now when null.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What it happened to.</summary>
    public string? Service { get; init; }

    /// <summary>Where; a name or an alias such as <c>prod</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>On which machine.</summary>
    public string? Host { get; init; }

    /// <summary>From 1 to 336.</summary>
    public int Hours { get; init; } = 24;
}

/// <summary>A change that may explain what happened.</summary>
public sealed record ChangeBefore
{
    /// <summary>What changed.</summary>
    public required ActivityRow Activity { get; init; }

    /// <summary>What it has to do with it.</summary>
    public ChangeRelation Relation { get; init; }

    /// <summary>Why it is listed, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How long before the moment.</summary>
    [JsonConverter(typeof(ProtoDurationConverter))]
    public TimeSpan Before { get; init; }

    /// <summary>From 0 to 1, to compare the changes of one answer.</summary>
    public double Weight { get; init; }
}

/// <summary>What changed before a moment.</summary>
public sealed record ChangesBefore
{
    /// <summary>The moment.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What it was asked for; empty for none.</summary>
    public string Service { get; init; } = "";

    /// <summary>Where; empty for anywhere.</summary>
    public string Environment { get; init; } = "";

    /// <summary>On which machine; empty for any.</summary>
    public string Host { get; init; } = "";

    /// <summary>The row that was asked about; null when it was a moment.</summary>
    public ActivityRow? Activity { get; init; }

    /// <summary>The most probable first, at most 12.</summary>
    public IReadOnlyList<ChangeBefore> Changes { get; init; } = [];

    /// <summary>Whether there was more in that time than is looked through.</summary>
    public bool Truncated { get; init; }
}
