using System.Text.Json.Serialization;

namespace Tracker.Client.Events;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NewEvent))]
[JsonSerializable(typeof(EventUpdate))]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(EventListAnswer))]
[JsonSerializable(typeof(NewEntry))]
[JsonSerializable(typeof(NewSlackId))]
[JsonSerializable(typeof(ChangelogAnswer))]
[JsonSerializable(typeof(CountAnswer))]
[JsonSerializable(typeof(MonthlyAnswer))]
internal sealed partial class EventsJson : JsonSerializerContext;

internal sealed record EventAnswer(Event Event);

internal sealed record EventListAnswer(IReadOnlyList<Event> Events, long TotalCount, bool TotalCountCapped = false);

internal sealed record NewEntry(ChangelogEntry Entry);

internal sealed record NewSlackId(string SlackId);

internal sealed record ChangelogAnswer(IReadOnlyList<ChangelogEntry> Changelog, long TotalCount);

internal sealed record CountAnswer(long TotalCount);

internal sealed record MonthlyAnswer(IReadOnlyList<MonthlyCount> Stats);
