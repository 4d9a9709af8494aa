using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>Follows the change feed: what another replica changed about users, keys or tokens is forgotten here.</summary>
internal sealed class CredentialFollower(IChangeFeed changes, Credentials credentials, TimeProvider clock, ILogger<CredentialFollower> log) : BackgroundService
{
    private const int BatchSize = 1_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ChangeCursor? cursor = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (cursor is null)
                {
                    cursor = await changes.HeadAsync(stoppingToken);
                    credentials.Forget();
                }

                var batch = await changes.ReadAsync(cursor.Value, BatchSize, stoppingToken);
                if (batch.Any(change => change.Topic == Credentials.Topic)) credentials.Forget();
                if (batch.Count > 0) cursor = batch[^1].At;
                if (batch.Count < BatchSize) await changes.WaitAsync(LongestWait, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Reading the change feed failed; what other replicas revoke is noticed late until it works again");
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
