using System.Collections.Concurrent;
using Tracker.Server.Notifications.Channels;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Deliveries;

/// <summary>
/// Sends what waits in the outbox. Each replica has one; what one has claimed no other sends before the claim is over, and
/// what a replica that died had claimed another one sends then. Each channel has places of its own: one that is slow holds
/// up nobody else.
/// </summary>
internal sealed class DeliveryWorker(
    Outbox outbox, IDatabase database, ChannelService channels, Backlog backlog, DroppedAlerts dropped, DeliverySignal signal, DeliveryMetrics metrics,
    NotificationOptions options, TimeProvider clock, ILogger<DeliveryWorker> log) : BackgroundService
{
    private const int MostPerChannel = 4;
    private const int MostAtOnce = MostPerChannel * ChannelService.Most;
    private const int MostTargetsAtOnce = 32;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(4);

    private readonly string _name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly SemaphoreSlim _slots = new(MostAtOnce, MostAtOnce);
    private readonly ConcurrentDictionary<string, int> _underWay = new(StringComparer.Ordinal);
    private long _countedAt;

    // Connecting has a limit of its own, and the outcome must be written down in time.
    private TimeSpan ClaimTime => (options.Timeout * 2) + TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var abandon = new CancellationTokenSource();
        _countedAt = clock.GetTimestamp() - clock.TimestampFrequency;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(Look, stoppingToken);
                do await CountAsync(stoppingToken);
                while (await ClaimAsync(abandon.Token, stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Notifications could not be claimed now; the next try is in a second");
                await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // Those under way may end; what does not is sent again when its claim is over.
        abandon.CancelAfter(Farewell);
        for (var i = 0; i < MostAtOnce; i++) await _slots.WaitAsync(CancellationToken.None);
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    /// <summary>Claims what is due for channels that have a place free. True when there may be more.</summary>
    private async Task<bool> ClaimAsync(CancellationToken abandon, CancellationToken ct)
    {
        var targets = (await outbox.DueTargetsAsync(ct)).ToArray();
        Random.Shared.Shuffle(targets);
        var rooms = targets.Select(t => new OutboxRoom(t, MostPerChannel - _underWay.GetValueOrDefault(t))).Where(r => r.Limit > 0).Take(MostTargetsAtOnce).ToList();
        if (rooms.Count == 0) return false;
        var claimed = await outbox.ClaimAsync(rooms, ClaimTime, _name, ct);
        foreach (var delivery in claimed)
        {
            // Deleted channels may be due too: there are places enough for those that exist.
            await _slots.WaitAsync(ct);
            _underWay.AddOrUpdate(delivery.Target, 1, (_, count) => count + 1);
            _ = DeliverAsync(delivery, abandon);
        }

        return claimed.Count > 0;
    }

    /// <summary>Once a second, however often there is something to send.</summary>
    private async Task CountAsync(CancellationToken ct)
    {
        if (clock.GetElapsedTime(_countedAt) < Look) return;
        _countedAt = clock.GetTimestamp();
        backlog.BeginCount();
        var waiting = await outbox.CountWaitingAsync(backlog.MostInAll * 2, ct);
        backlog.EndCount(waiting.Select(w => (Guid.Parse(w.Target), w.Waiting)));
        await dropped.RecordAsync(ct);
        await dropped.TellAsync(ct);
    }

    private async Task DeliverAsync(OutboxDelivery delivery, CancellationToken abandon)
    {
        try
        {
            await AttemptAsync(delivery, abandon);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            log.LogInformation("Delivery {Delivery} was broken off by the end of the server; it is sent again", delivery.DeliveryId);
        }
        catch (Exception e)
        {
            log.LogError(e, "Delivery {Delivery} failed here; it is sent again when its claim is over", delivery.DeliveryId);
        }
        finally
        {
            _underWay.AddOrUpdate(delivery.Target, 0, (_, count) => count - 1);
            _underWay.TryRemove(new(delivery.Target, 0));
            _slots.Release();
            // Its place is free for the next.
            signal.Set();
        }
    }

    private async Task AttemptAsync(OutboxDelivery delivery, CancellationToken abandon)
    {
        var channel = await ChannelStore.FindAsync(database, Guid.Parse(delivery.Target), abandon);
        if (channel is null or { IsEnabled: false })
        {
            await EndAsync("given_up", outbox.DeadLetterAsync(delivery, channel is null ? "The channel is gone." : "The channel is switched off.", abandon));
            return;
        }

        SendResult result;
        using (var limit = new CancellationTokenSource(options.Timeout, clock))
        using (var both = CancellationTokenSource.CreateLinkedTokenSource(abandon, limit.Token))
        {
            try
            {
                result = await channels.SendAsync(channel, new(delivery.DeliveryId, Alert.Read(delivery.Payload)), both.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                result = new(false, $"No answer within {options.Timeout.TotalSeconds:0} s.");
            }
        }

        if (result.IsDelivered) await EndAsync("delivered", outbox.CompleteAsync(delivery, result.Detail, abandon));
        else if (delivery.Attempts + 1 >= BackOff.MostAttempts) await EndAsync("given_up", outbox.DeadLetterAsync(delivery, result.Detail, abandon));
        else await EndAsync("retried", outbox.RetryAsync(delivery, BackOff.After(delivery.Attempts + 1, result.RetryAfter, Random.Shared.NextDouble()), result.Detail, abandon));

        async Task EndAsync(string outcome, Task<bool> recorded)
        {
            metrics.Attempted(delivery.Kind, outcome);
            if (!await recorded) log.LogWarning("Delivery {Delivery} took longer than its claim; another worker has it", delivery.DeliveryId);
            else if (outcome == "given_up") log.LogError("Delivery {Delivery} was given up; its attempts are at /admin/deliveries", delivery.DeliveryId);
        }
    }
}
