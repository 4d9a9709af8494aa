using System.Collections.Concurrent;
using Tracker.Server.Access.Keys;
using Tracker.Server.Access.Tokens;
using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>When each key and token was last used, written down twice a minute and not with every request.</summary>
public sealed class CredentialUse(IDatabase database, TimeProvider clock, ILogger<CredentialUse> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // No more than there are credentials in use within one interval.
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _keys = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _tokens = new();

    public void OfKey(Guid id) => _keys[id] = clock.GetUtcNow();

    public void OfToken(Guid id) => _tokens[id] = clock.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await SaveAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SaveAsync(CancellationToken.None);
        }
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        try
        {
            await SaveAsync(_keys, ApiKeyStore.UsedAsync, ct);
            await SaveAsync(_tokens, TokenStore.UsedAsync, ct);
        }
        catch (StorageUnavailableException e)
        {
            log.LogWarning(e, "The last use of keys and tokens could not be written down; it is tried again in half a minute");
        }
    }

    private async Task SaveAsync(ConcurrentDictionary<Guid, DateTimeOffset> used, Func<IWrite, Guid, DateTimeOffset, ValueTask> save, CancellationToken ct)
    {
        // In one order everywhere, so that two replicas do not wait for each other.
        foreach (var chunk in used.ToArray().OrderBy(u => u.Key).Chunk(200))
        {
            await database.MaintainAsync(
                async write =>
                {
                    foreach (var (id, at) in chunk) await save(write, id, at);
                    return chunk.Length;
                },
                ct);
            foreach (var one in chunk) used.TryRemove(one);
        }
    }
}
