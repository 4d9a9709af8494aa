using System.Text.Json.Serialization;

namespace Tracker.Client.Releases;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IReadOnlyList<QueuedRelease>))]
[JsonSerializable(typeof(IReadOnlyList<ReleaseDetails>))]
[JsonSerializable(typeof(IReadOnlyList<PinnedRelease>))]
[JsonSerializable(typeof(IReadOnlyList<ReleaseEnvironment>))]
[JsonSerializable(typeof(IReadOnlyList<ReleaseTracker>))]
[JsonSerializable(typeof(ReleaseTrackerSettings))]
[JsonSerializable(typeof(ClaimedRelease))]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(NextBody))]
[JsonSerializable(typeof(ClaimBody))]
[JsonSerializable(typeof(PinBody))]
internal sealed partial class ReleasesJson : JsonSerializerContext;

internal sealed record NextBody(string? Deployer, long? Lease, long? LockToken);

internal sealed record ClaimBody(int? Attempt, string? Reason = null);

internal sealed record PinBody(Guid Release, string Reason);
