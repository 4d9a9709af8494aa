using System.Text.Json.Serialization;

namespace Tracker.Client.Runs;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NewRun))]
[JsonSerializable(typeof(BegunRun))]
[JsonSerializable(typeof(RunEnd))]
[JsonSerializable(typeof(RunDetails))]
[JsonSerializable(typeof(IReadOnlyList<RunDetails>))]
[JsonSerializable(typeof(IReadOnlyList<RunSample>))]
[JsonSerializable(typeof(IReadOnlyList<RunPoint>))]
[JsonSerializable(typeof(IReadOnlyList<AboveAnswer>))]
internal sealed partial class RunsJson : JsonSerializerContext;

internal sealed record AboveAnswer(long Id, bool AboveThreshold);
