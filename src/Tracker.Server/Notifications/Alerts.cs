using Tracker.Server.Access;
using Tracker.Server.Notifications.Deliveries;
using Tracker.Server.Notifications.Rules;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Notifications;

/// <summary>Tells people: what is raised in a write leaves if, and only if, the write is kept.</summary>
[ModuleService]
public sealed class Alerts(DeliverySignal signal)
{
    /// <summary>Writes one delivery for each channel that a rule names for this alert.</summary>
    /// <param name="cause">Who asked for what happened: what a notification causes notifies nobody.</param>
    public async ValueTask RaiseAsync(IWrite write, Alert alert, Caller? cause = null)
    {
        if (cause?.Delivery is not null) return;
        var channels = await RuleStore.MatchAsync(write, alert);
        foreach (var channel in channels) await DeliveryStore.EnqueueAsync(write, channel, alert);
        if (channels.Count > 0) write.OnCommitted(signal.Set);
    }

    /// <summary>The same for many at once: where there is no rule, they cost one question.</summary>
    public async ValueTask RaiseAllAsync(IWrite write, IReadOnlyCollection<Alert> alerts)
    {
        if (!await RuleStore.AnyAsync(write)) return;
        foreach (var alert in alerts) await RaiseAsync(write, alert);
    }

    /// <summary>Whether anyone is to be told, where the words for it cost something.</summary>
    public async ValueTask<bool> ConcernsAnyoneAsync(IWrite write, Alert alert) => (await RuleStore.MatchAsync(write, alert)).Count > 0;
}
