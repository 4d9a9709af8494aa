using System.Text.Json.Serialization;

namespace Tracker.Client.Insights;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InsightsReport))]
[JsonSerializable(typeof(EventCounts))]
internal sealed partial class InsightsJson : JsonSerializerContext;
