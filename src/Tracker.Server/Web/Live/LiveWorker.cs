using Tracker.Storage;

namespace Tracker.Server.Web.Live;

/// <summary>Follows the change feed, which every replica sees, and hands its topics to the open pages.</summary>
internal sealed class LiveWorker(IChangeFeed changes, LiveHub hub, TimeProvider clock, ILogger<LiveWorker> log) : BackgroundService
{
    private const int BatchSize = 1_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ChangeCursor? cursor = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                cursor = await FollowAsync(cursor ?? await changes.HeadAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogWarning(failure, "Reading the change feed failed; pages refresh late until it works again");
                await Task.Delay(AfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<ChangeCursor> FollowAsync(ChangeCursor cursor, CancellationToken ct)
    {
        var batch = await changes.ReadAsync(cursor, BatchSize, ct);
        if (batch.Count > 0)
        {
            // Nobody listens most of the night; the cursor moves all the same.
            hub.Publish(batch.Select(change => change.Topic).ToHashSet(StringComparer.Ordinal));
            cursor = batch[^1].At;
        }
        if (batch.Count < BatchSize) await changes.WaitAsync(LongestWait, ct);
        return cursor;
    }
}
