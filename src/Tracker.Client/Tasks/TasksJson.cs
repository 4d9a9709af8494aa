using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Tasks;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TaskSettings))]
[JsonSerializable(typeof(TaskDetails))]
[JsonSerializable(typeof(IReadOnlyList<TaskDetails>))]
[JsonSerializable(typeof(IReadOnlyList<TaskJob>))]
[JsonSerializable(typeof(IReadOnlyList<TaskChange>))]
[JsonSerializable(typeof(IReadOnlyList<TaskPing>))]
[JsonSerializable(typeof(TaskReport))]
[JsonSerializable(typeof(Badge))]
[JsonSerializable(typeof(IdAnswer))]
[JsonSerializable(typeof(PingKeyAnswer))]
[JsonSerializable(typeof(PauseBody))]
[JsonSerializable(typeof(SnoozeBody))]
[JsonSerializable(typeof(BackupBody))]
[JsonSerializable(typeof(ReportBody))]
internal sealed partial class TasksJson : JsonSerializerContext;

internal sealed record IdAnswer(long Id);

internal sealed record PingKeyAnswer(string Key);

internal sealed record PauseBody(DateTimeOffset? Until);

internal sealed record SnoozeBody(DateTimeOffset? Until, [property: JsonConverter(typeof(WholeSecondsConverter))] TimeSpan? For);

internal sealed record BackupBody([property: JsonPropertyName("taskName")] string TaskName);

internal sealed record ReportBody(ReportNotify Notify);
