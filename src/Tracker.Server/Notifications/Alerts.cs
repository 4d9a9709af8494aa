using Tracker.Server.Access;
using Tracker.Server.Notifications.Deliveries;
using Tracker.Server.Notifications.Rules;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Notifications;

/// <summary>Tells people: what is raised in a write leaves if, and only if, the write is kept.</summary>
[ModuleService]
public sealed class Alerts
{
    private readonly RuleBook _rules;
    private readonly Backlog _backlog;
    private readonly DeliverySignal _signal;

    internal Alerts(RuleBook rules, Backlog backlog, DeliverySignal signal) => (_rules, _backlog, _signal) = (rules, backlog, signal);

    /// <summary>Writes one delivery for each channel that a rule names for this alert and that has room for it.</summary>
    /// <param name="cause">Who asked for what happened: what a notification causes notifies nobody.</param>
    public ValueTask RaiseAsync(IWrite write, Alert alert, Caller? cause = null)
    {
        if (cause?.Delivery is not null) return ValueTask.CompletedTask;
        return _rules.TryMatch(alert, out var channels) ? EnqueueAsync(write, alert, channels) : ReadAndEnqueueAsync(write, alert);
    }

    /// <summary>The same for many at once: where there is no rule, they cost one question.</summary>
    public async ValueTask RaiseAllAsync(IWrite write, IReadOnlyCollection<Alert> alerts)
    {
        if (!await RuleStore.AnyAsync(write)) return;
        foreach (var alert in alerts) await RaiseAsync(write, alert);
    }

    /// <summary>Whether anyone is to be told, where the words for it cost something.</summary>
    public async ValueTask<bool> ConcernsAnyoneAsync(IWrite write, Alert alert) =>
        (_rules.TryMatch(alert, out var channels) ? channels : await RuleBook.MatchAsync(write, alert)).Count > 0;

    private async ValueTask ReadAndEnqueueAsync(IWrite write, Alert alert) => await EnqueueAsync(write, alert, await RuleBook.MatchAsync(write, alert));

    private async ValueTask EnqueueAsync(IWrite write, Alert alert, IReadOnlyList<Addressee> channels)
    {
        if (channels.Count == 0) return;
        foreach (var channel in channels)
        {
            if (_backlog.HasRoom(channel.Id))
            {
                await DeliveryStore.EnqueueAsync(write, channel, alert);
                write.OnCommitted(() => _backlog.Added(channel.Id));
            }
            else
            {
                write.OnCommitted(() => _backlog.Dropped(channel));
            }
        }

        write.OnCommitted(_signal.Set);
    }
}
