using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Client.Timelines;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TimelineDetails))]
[JsonSerializable(typeof(TimelineHead))]
[JsonSerializable(typeof(TimelineEvent))]
[JsonSerializable(typeof(ContextDetails))]
[JsonSerializable(typeof(ContextSettings))]
[JsonSerializable(typeof(NewTimeline))]
[JsonSerializable(typeof(BegunTimeline))]
[JsonSerializable(typeof(IReadOnlyList<ContextMessage>))]
[JsonSerializable(typeof(IReadOnlyList<MessageOutcome>))]
[JsonSerializable(typeof(ContextStats))]
[JsonSerializable(typeof(TimelineComparison))]
[JsonSerializable(typeof(LinksAnswer))]
[JsonSerializable(typeof(ListAnswer))]
internal sealed partial class TimelinesJson : JsonSerializerContext;

internal sealed record LinksAnswer([property: JsonPropertyName("_links")] IReadOnlyDictionary<string, ApiLink> Links);

internal sealed record ListAnswer([property: JsonPropertyName("_links")] ListLinks Links);

internal sealed record ListLinks([property: JsonPropertyName("items")] IReadOnlyList<ApiLink> Items, [property: JsonPropertyName("next")] ApiLink? Next = null);
