using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Notifications;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>Tells that a lock is free when somebody waits for it.</summary>
internal static class LockAlerts
{
    private const int MostNamed = 10;

    private static readonly SqlText Waiting = new(sql => $"""
        SELECT w.who FROM lock_waiter AS w
        WHERE (w.service IN ($1, '*') OR $1 = '*') AND (w.environment IN ($2, '*') OR $2 = '*') AND (w.resource IN ($3, '*') OR $3 = '*')
          AND w.until > {sql.Now} AND w.alive_until > {sql.Now}
        ORDER BY w.id LIMIT {MostNamed}
        """);

    public static async ValueTask RaiseFreedAsync(this Alerts alerts, IWrite write, HeldLock held, DateTimeOffset at, Caller? cause)
    {
        var alert = Alert.Of(LockLedger.Tell(held, at, "lock.freed", Severity.Info, $"{held.Scope} is free"));
        if (!await alerts.ConcernsAnyoneAsync(write, alert)) return;
        var waiting = await write.QueryAsync(Waiting.For(write.Sql), r => r.GetString(0), held.Scope.Service, held.Scope.Environment, held.Scope.Resource);
        if (waiting.Count > 0) await alerts.RaiseAsync(write, alert with { Text = "Waiting, in this order: " + string.Join(", ", waiting) }, cause);
    }
}
