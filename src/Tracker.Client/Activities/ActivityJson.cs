using System.Text.Json.Serialization;

namespace Tracker.Client.Activities;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ActivityListAnswer))]
[JsonSerializable(typeof(ActivityAnswer))]
[JsonSerializable(typeof(ChangesBefore))]
internal sealed partial class ActivityJson : JsonSerializerContext;

internal sealed record ActivityListAnswer(IReadOnlyList<ActivityRow> Activities, string Next = "");

internal sealed record ActivityAnswer(ActivityRow Activity);
