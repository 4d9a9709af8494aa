using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

public sealed record LockOptions(int Waiters)
{
    private static readonly Setting<int> WaitersSetting = Setting.Number(
        "TRACKER_LOCK_WAITERS", 5000, 1, 100_000, "callers that may wait for locks at once, on each server");

    public static IReadOnlyList<Setting> Known { get; } = [WaitersSetting];

    public static LockOptions From(Settings settings) => new(settings.Get(WaitersSetting));
}
