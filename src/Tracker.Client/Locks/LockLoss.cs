using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Locks;

/// <summary>How a holder lost its lock.</summary>
[JsonConverter(typeof(WireEnumConverter<LockLoss>))]
public enum LockLoss
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("LOCK_LOSS_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>forced</c></summary>
    [JsonStringEnumMemberName("forced")]
    Forced,

    /// <summary><c>expired</c></summary>
    [JsonStringEnumMemberName("expired")]
    Expired,
}
