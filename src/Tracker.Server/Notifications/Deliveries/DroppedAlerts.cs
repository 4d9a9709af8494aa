using Tracker.Server.Activity;
using Tracker.Server.Notifications.Channels;
using Tracker.Server.Notifications.Rules;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Deliveries;

/// <summary>Writes down what channels did not get, and tells each of it once it has room again.</summary>
internal sealed class DroppedAlerts(IDatabase database, Backlog backlog, DeliverySignal signal, TimeProvider clock, ILogger<DroppedAlerts> log)
{
    public const string Kind = "notifications.dropped";

    public async Task RecordAsync(CancellationToken ct)
    {
        var dropped = backlog.TakeDropped();
        if (dropped.Count == 0) return;
        try
        {
            await database.WriteAsync(
                async write =>
                {
                    foreach (var (channel, count) in dropped.OrderBy(d => d.Channel)) await ChannelStore.AddDroppedAsync(write, channel, count, clock.GetUtcNow());
                    return 0;
                },
                ct);
        }
        catch
        {
            backlog.PutBack(dropped);
            throw;
        }

        log.LogWarning("{Count} alerts were dropped: too much waits for {Channels} channels; see /admin/channels", dropped.Sum(d => d.Count), dropped.Count);
    }

    public async Task TellAsync(CancellationToken ct)
    {
        foreach (var channel in (await ChannelStore.UntoldAsync(database, ct)).Where(c => backlog.IsCalm(c.Id)))
        {
            await database.WriteAsync(
                async write =>
                {
                    // Another replica may be about to tell it too.
                    var count = await ChannelStore.TakeUntoldAsync(write, channel.Id);
                    if (count == 0) return 0;
                    await DeliveryStore.EnqueueAsync(write, channel, AlertOf(channel, count));
                    write.OnCommitted(() => backlog.Added(channel.Id));
                    write.OnCommitted(signal.Set);
                    return 0;
                },
                ct);
        }
    }

    private Alert AlertOf(Addressee channel, long count) => new(
        clock.GetUtcNow(), Kind, channel.Id.ToString(), Severity.Bad, $"{count} {(count == 1 ? "alert was" : "alerts were")} dropped: too much was waiting for “{channel.Name}”", "/admin/channels")
    {
        Text = "They are lost to this channel; what they told of is in the activity feed.",
    };
}
