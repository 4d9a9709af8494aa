using System.Text.Json.Serialization;

namespace Tracker.Client.Overview;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(SearchAnswer))]
internal sealed partial class OverviewJson : JsonSerializerContext;

internal sealed record OverviewAnswer(PlatformOverview Overview);

internal sealed record SearchAnswer(IReadOnlyList<SearchGroup> Groups);
