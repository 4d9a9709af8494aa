using Tracker.Server.Operations;
using Tracker.Server.Operations.Changes;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>
/// What is remembered of the catalog is forgotten when another replica changes it, and its services have metrics labels of
/// their own.
/// </summary>
internal sealed class CatalogFollower(CatalogMemory memory, CatalogReader reader, ServiceLabels labels, TimeProvider clock, ILogger<CatalogFollower> log)
    : BackgroundService, IChangeListener
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly Signal _changed = new();

    public void Begin(ChangeCursor at) => Forget();

    public void Take(IReadOnlyList<Change> changes)
    {
        if (changes.Any(c => c.Topic == CatalogService.Topic)) Forget();
    }

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _changed.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken);
                labels.Catalogued(await reader.NamesAsync(ServiceLabels.Most, stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The catalog's names could not be read for the metrics; the next try is in five seconds");
                await Task.Delay(AfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _changed.Set();
            }
        }
    }

    private void Forget()
    {
        memory.Forget();
        _changed.Set();
    }
}
