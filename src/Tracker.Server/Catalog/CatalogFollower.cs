using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>
/// Follows the change feed: what is remembered of the catalog is forgotten when another replica changes it, and its services
/// have metrics labels of their own.
/// </summary>
internal sealed class CatalogFollower(
    IDatabase database, CatalogMemory memory, CatalogReader reader, ServiceLabels labels, ILogger<CatalogFollower> log) : BackgroundService
{
    private const int Chunk = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ChangeCursor? at = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // First the place in the feed, then the names: what changes in between is looked at again.
                var changed = at is null;
                at ??= await database.Changes.HeadAsync(stoppingToken);
                IReadOnlyList<Change> changes;
                do
                {
                    changes = await database.Changes.ReadAsync(at.Value, Chunk, stoppingToken);
                    changed |= changes.Any(c => c.Topic == CatalogService.Topic);
                    if (changes.Count > 0) at = changes[^1].At;
                }
                while (changes.Count == Chunk);

                if (changed)
                {
                    memory.Forget();
                    labels.Catalogued(await reader.NamesAsync(ServiceLabels.Most, stoppingToken));
                }

                await database.Changes.WaitAsync(TimeSpan.FromSeconds(5), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The catalog's names could not be read for the metrics; the next try is in five seconds");
                at = null;
                await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
