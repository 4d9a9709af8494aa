using System.Globalization;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>
/// Feeds the full text from the change feed, outside any request. The cursor moves in the transaction of the texts it
/// stands for, so nothing is skipped or left behind, however this ends. One replica at a time does it.
/// </summary>
internal sealed class EventIndexer(IDatabase database, EventReader reader, LeaseStore leases, ILogger<EventIndexer> log) : BackgroundService
{
    private const string Consumer = "event_text";
    private const int Chunk = 200;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    private const string ReplaceOnSqlite =
        "INSERT OR REPLACE INTO event_text(rowid, title, message, service, owner, source, links, tags) VALUES($1, $2, $3, $4, $5, $6, $7, $8)";

    // An event that was deleted after its text was read has nothing to refer to any more.
    private const string ReplaceOnPostgres =
        """
        INSERT INTO event_text(event_id, document) SELECT id, to_tsvector('simple', $2) FROM event WHERE id = $1
        ON CONFLICT(event_id) DO UPDATE SET document = excluded.document
        """;

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Lease? lease = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                lease = lease is null
                    ? await leases.TryAcquireAsync(Consumer, _holder, LeaseTime, stoppingToken)
                    : await leases.RenewAsync(lease, LeaseTime, stoppingToken);
                while (lease is not null && await IndexAsync(lease, stoppingToken) == Chunk)
                {
                    lease = await leases.RenewAsync(lease, LeaseTime, stoppingToken);
                }

                await database.Changes.WaitAsync(TimeSpan.FromSeconds(lease is null ? 10 : 2), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The full text of events waits; it goes on where it stands in five seconds");
                lease = null;
                await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (lease is not null) await leases.ReleaseAsync(lease, CancellationToken.None);
    }

    /// <summary>Indexes the next chunk of changes and returns how many they were.</summary>
    private async Task<int> IndexAsync(Lease lease, CancellationToken ct)
    {
        var cursor = await database.MaintainAsync(w => ChangeCursors.LoadAsync(w, Consumer), ct) ?? default;
        var changes = await database.Changes.ReadAsync(cursor, Chunk, ct);
        if (changes.Count == 0) return 0;
        // Read outside the write, whose thread is everybody's: what changes after this read comes as a change of its own.
        var keys = changes.Where(c => c.Topic == EventService.Topic).Select(c => long.Parse(c.Key, CultureInfo.InvariantCulture)).Distinct().ToList();
        var texts = await reader.TextsAsync(keys, ct);
        return await database.MaintainAsync(
            async write =>
            {
                // Another replica took over while this one slept: what it has indexed must not be set back.
                if (!await LeaseStore.HoldsAsync(write, lease)) return 0;
                foreach (var key in keys) await IndexAsync(write, key, texts.TryGetValue(key, out var t) ? t : null);
                await ChangeCursors.SaveAsync(write, Consumer, changes[^1].At);
                return changes.Count;
            },
            ct);
    }

    private static async ValueTask IndexAsync(IWrite write, long key, EventTexts? texts)
    {
        if (texts is not { } t)
        {
            await write.ExecuteAsync(write.Sql.Engine == SqlEngine.Sqlite ? "DELETE FROM event_text WHERE rowid = $1" : "DELETE FROM event_text WHERE event_id = $1", key);
        }
        else if (write.Sql.Engine == SqlEngine.Sqlite)
        {
            await write.ExecuteAsync(ReplaceOnSqlite, key, t.Title, t.Message, t.Service, t.Owner, t.Source, t.Links, t.Tags);
        }
        else
        {
            await write.ExecuteAsync(ReplaceOnPostgres, key, string.Join('\n', t.Title, t.Message, t.Service, t.Owner, t.Source, t.Links, t.Tags));
        }
    }
}
