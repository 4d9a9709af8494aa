using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>Takes messages, however they came, and makes them durable in batches.</summary>
internal sealed class TimelineIngest(RunWriter writer, TimelineMetrics metrics, TimeProvider clock, ILogger<TimelineIngest> log) : BackgroundService
{
    /// <summary>About a second's worth of what one machine sends at most.</summary>
    public const int Capacity = 262_144;

    // A batch shares one commit, and holds up other writes for some milliseconds at most.
    private const int MostAtOnce = 512;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly IngestQueue _queue = new(Capacity);

    public int Waiting => _queue.Count;

    /// <summary>For a sender who does not wait; false when the message had to be dropped.</summary>
    public bool Post(in Incoming message) => _queue.TryAdd(message);

    /// <summary>What became of each message, once it is durable.</summary>
    /// <param name="messages">What the caller sent.</param>
    /// <param name="alone">Whether it sent one message by itself, to be refused when it contradicts what there is.</param>
    public async Task<Outcome<IngestOutcome[]>> TakeAsync(IReadOnlyList<Incoming> messages, bool alone, CancellationToken ct)
    {
        if (messages.Count == 0) return Array.Empty<IngestOutcome>();
        if (_queue.TryAdd(messages, alone) is not { } call) return new Failure(RpcCode.ResourceExhausted, $"{Capacity} messages wait to be stored, which is the most that may; try again in a second.");
        return await call.Outcomes.WaitAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Queued>(MostAtOnce);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _queue.TakeAsync(batch, MostAtOnce, stoppingToken);
                await WriteAsync(batch, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "A batch of {Count} timeline messages could not be written", batch.Count);
                metrics.Dropped("failed", batch.Count(q => q.Call is null));
                foreach (var queued in batch) queued.Call?.Fail(e);
            }

            batch.Clear();
        }
    }

    /// <summary>Those nobody waits for are tried until the store takes them; who waits is told.</summary>
    private async Task WriteAsync(List<Queued> batch, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var outcomes = await writer.WriteAsync(batch.ConvertAll(q => q.Message), place => batch[place].Call is { IsAlone: true }, CancellationToken.None);
                for (var i = 0; i < batch.Count; i++)
                {
                    metrics.Taken(outcomes[i]);
                    batch[i].Call?.Complete(batch[i].Place, outcomes[i]);
                }

                return;
            }
            catch (StorageUnavailableException e)
            {
                foreach (var queued in batch) queued.Call?.Fail(e);
                batch.RemoveAll(q => q.Call is not null);
                if (batch.Count == 0) return;
                log.LogWarning(e, "{Count} timeline messages wait until the store takes them", batch.Count + _queue.Count);
                await Task.Delay(RetryPause, clock, ct);
            }
        }
    }
}
