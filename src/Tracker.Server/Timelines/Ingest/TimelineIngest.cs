using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>Takes messages, however they came, and makes them durable in batches.</summary>
internal sealed class TimelineIngest : BackgroundService
{
    /// <summary>Some seconds' worth of what one machine sends at most.</summary>
    public const int Capacity = 262_144;

    /// <summary>64 MB of texts.</summary>
    private const int Characters = 32 << 20;

    // A batch shares one commit, and holds up other writes for some milliseconds at most.
    private const int MostAtOnce = 2_048;

    // A commit costs as much as many messages, so where nobody waits for them some are gathered first.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly IngestQueue _queue = new(Capacity, Characters, TimeProvider.System);
    private readonly IMessageWriter _writer;
    private readonly TimelineMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<TimelineIngest> _log;

    public TimelineIngest(IMessageWriter writer, TimelineMetrics metrics, TimeProvider clock, ILogger<TimelineIngest> log)
    {
        (_writer, _metrics, _clock, _log) = (writer, metrics, clock, log);
        metrics.Watch(() => _queue.Count);
    }

    /// <summary>For senders who do not wait: messages that are refused, or for which there is no room, are dropped and counted.</summary>
    public void Post(List<Incoming> messages)
    {
        if (messages.Count == 0) return;
        var now = _clock.GetUtcNow();
        messages.RemoveAll(m => IsRefused(m, now));
        var added = _queue.AddSome(messages);
        if (added < messages.Count) _metrics.Dropped(_queue.IsClosed ? "stopping" : "queue_full", messages.Count - added);
    }

    /// <summary>What became of each message, once it is durable.</summary>
    /// <param name="messages">What the caller sent.</param>
    /// <param name="alone">Whether it sent one message by itself, to be refused when it contradicts what there is.</param>
    public async Task<Outcome<IngestOutcome[]>> TakeAsync(IReadOnlyList<Incoming> messages, bool alone, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        var allowed = messages.Where(m => IncomingRules.Refusal(m, now) is null).ToList();
        if (allowed.Count == 0) return messages.Select(_ => IngestOutcome.Refused).ToArray();
        if (_queue.TryAdd(allowed, alone) is not { } call)
        {
            return _queue.IsClosed
                ? new Failure(RpcCode.Unavailable, "The server is stopping; try again in a second.")
                : new Failure(RpcCode.ResourceExhausted, $"{_queue.Count} messages wait to be stored, and there is no room for {allowed.Count} more; try again in a second.");
        }

        var outcomes = new Queue<IngestOutcome>(await call.Outcomes.WaitAsync(ct));
        return messages.Select(m => IncomingRules.Refusal(m, now) is null ? outcomes.Dequeue() : IngestOutcome.Refused).ToArray();
    }

    /// <summary>What has been taken is still written, as long as the host waits.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        await base.StopAsync(cancellationToken);
        // A stop that comes right after the start cancels the work before it has begun.
        if (ExecuteTask is null or { IsCanceled: true }) await DrainAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => DrainAsync(stoppingToken);

    private async Task DrainAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Queued>(MostAtOnce);
        while (await _queue.TakeAsync(batch, MostAtOnce, Linger))
        {
            await WriteAsync(batch, stoppingToken);
            batch.Clear();
        }
    }

    /// <summary>Those nobody waits for are tried until the store takes them; who waits is told.</summary>
    private async Task WriteAsync(List<Queued> batch, CancellationToken stopping)
    {
        while (batch.Count > 0)
        {
            try
            {
                var outcomes = await _writer.WriteAsync(batch.ConvertAll(q => q.Message), place => batch[place].Call is { IsAlone: true }, CancellationToken.None);
                for (var i = 0; i < batch.Count; i++) batch[i].Call?.Complete(batch[i].Place, outcomes[i]);
                _metrics.Taken(outcomes);
                return;
            }
            catch (StorageUnavailableException e)
            {
                foreach (var queued in batch) queued.Call?.Fail(e);
                batch.RemoveAll(q => q.Call is not null);
                if (stopping.IsCancellationRequested)
                {
                    _log.LogError(e, "{Count} timeline messages are lost: the store does not take them, and the server stops", batch.Count);
                    _metrics.Dropped("stopping", batch.Count);
                    return;
                }

                if (batch.Count == 0) return;
                _log.LogWarning(e, "{Count} timeline messages wait until the store takes them", batch.Count + _queue.Count);
                await Task.WhenAny(Task.Delay(RetryPause, _clock, stopping));
            }
            catch (Exception e) when (batch.Count == 1)
            {
                _log.LogError(e, "A timeline message could not be written: {Message}", batch[0].Message);
                _metrics.Dropped("failed");
                batch[0].Call?.Fail(e);
                return;
            }
            catch (Exception e)
            {
                // One that cannot be written takes no other with it.
                _log.LogWarning(e, "A batch of {Count} timeline messages could not be written; its halves are tried", batch.Count);
                var half = batch.Count / 2;
                await WriteAsync(batch.GetRange(0, half), stopping);
                await WriteAsync(batch.GetRange(half, batch.Count - half), stopping);
                return;
            }
        }
    }

    private bool IsRefused(in Incoming message, DateTimeOffset now)
    {
        if (IncomingRules.Refusal(message, now) is not { } reason) return false;
        _metrics.Dropped(reason);
        return true;
    }
}
