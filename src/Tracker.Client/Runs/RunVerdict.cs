using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Runs;

/// <summary>How a run is against what is usual.</summary>
[JsonConverter(typeof(WireEnumConverter<RunVerdict>))]
public enum RunVerdict
{
    /// <summary>Fewer than five runs before, or this one failed, was lost, or is not slow yet.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>As it usually is.</summary>
    [JsonStringEnumMemberName("usual")]
    Usual,

    /// <summary>More than usual, beyond the usual scatter.</summary>
    [JsonStringEnumMemberName("higher")]
    Higher,

    /// <summary>Less than usual, beyond the usual scatter.</summary>
    [JsonStringEnumMemberName("lower")]
    Lower,
}
