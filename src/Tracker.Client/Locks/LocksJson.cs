using System.Text.Json.Serialization;

namespace Tracker.Client.Locks;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LockRequest))]
[JsonSerializable(typeof(LockUpdate))]
[JsonSerializable(typeof(LockAnswer))]
[JsonSerializable(typeof(LockListAnswer))]
[JsonSerializable(typeof(WaitersAnswer))]
[JsonSerializable(typeof(LostAnswer))]
[JsonSerializable(typeof(FreezeRequest))]
[JsonSerializable(typeof(FreezeAnswer))]
[JsonSerializable(typeof(FreezeListAnswer))]
[JsonSerializable(typeof(FreezeCheck))]
internal sealed partial class LocksJson : JsonSerializerContext;

internal sealed record LockAnswer(LockInfo Lock);

internal sealed record LockListAnswer(IReadOnlyList<LockInfo> Locks, long TotalCount, bool TotalCountCapped = false);

internal sealed record WaitersAnswer(IReadOnlyList<LockWaiter> Waiters, long TotalCount);

internal sealed record LostAnswer(IReadOnlyList<LostLock> Locks, long TotalCount);

internal sealed record FreezeAnswer(FreezeWindow Window);

internal sealed record FreezeListAnswer(IReadOnlyList<FreezeWindow> Windows, long TotalCount);
