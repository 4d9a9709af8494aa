using System.Globalization;
using Tracker.Server.Operations.Changes;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>
/// Feeds the full text from the change feed, outside any request. The cursor moves in the transaction of the texts it
/// stands for, so nothing is skipped or left behind, however this ends. One replica at a time does it.
/// </summary>
internal sealed class EventIndexer(IDatabase database, EventReader reader, LeaseStore leases, TimeProvider clock, ILogger<EventIndexer> log)
    : BackgroundService, IChangeListener
{
    private const string Consumer = "event_text";

    /// <summary>Texts of one write.</summary>
    private const int Chunk = 200;

    /// <summary>Changes that are read at once: most may be other modules'.</summary>
    private const int BatchSize = 2_000;

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    /// <summary>Under steady load many texts share a write.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private const string ReplaceOnSqlite =
        "INSERT OR REPLACE INTO event_text(rowid, title, message, service, owner, source, links, tags) VALUES($1, $2, $3, $4, $5, $6, $7, $8)";

    // An event that was deleted after its text was read has nothing to refer to any more.
    private const string ReplaceOnPostgres =
        """
        INSERT INTO event_text(event_id, document) SELECT id, to_tsvector('simple', $2) FROM event WHERE id = $1
        ON CONFLICT(event_id) DO UPDATE SET document = excluded.document
        """;

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    private readonly Signal _changed = new();

    public void Begin(ChangeCursor at) => _changed.Set();

    public void Take(IReadOnlyList<Change> changes)
    {
        if (changes.Any(c => c.Topic == EventService.Topic)) _changed.Set();
    }

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Lease? lease = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                lease = await leases.TryAcquireAsync(Consumer, _holder, LeaseTime, stoppingToken);
                if (lease is not null) lease = await WorkAsync(lease, stoppingToken);
                await Task.Delay(RenewEvery, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The full text of events waits; it goes on where it stands in some seconds");
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (lease is not null) await leases.ReleaseAsync(lease, CancellationToken.None);
    }

    /// <summary>As long as the lease can be renewed.</summary>
    private async Task<Lease?> WorkAsync(Lease lease, CancellationToken ct)
    {
        var saved = await database.MaintainAsync(w => ChangeCursors.LoadAsync(w, Consumer), ct) ?? default;
        var (cursor, renewedAt) = (saved, clock.GetTimestamp());
        while (true)
        {
            if (clock.GetElapsedTime(renewedAt) >= RenewEvery)
            {
                if (await leases.RenewAsync(lease, LeaseTime, ct) is not { } renewed) return null;
                (lease, renewedAt) = (renewed, clock.GetTimestamp());
            }

            var changes = await database.Changes.ReadAsync(cursor, BatchSize, ct);
            var (keys, at) = Next(changes, cursor);
            // Texts and cursor are written together; where only others' changes were passed, the cursor is enough, once at their end.
            if (keys.Count > 0 || (at != saved && changes.Count < BatchSize))
            {
                if (!await IndexAsync(lease, keys, at, ct)) return null;
                saved = at;
            }

            var isBehind = changes.Count > 0 && (changes.Count == BatchSize || at != changes[^1].At);
            cursor = at;
            if (isBehind) continue;
            await Task.Delay(Rest, clock, ct);
            await _changed.WaitAsync(RenewEvery, ct);
        }
    }

    /// <summary>The next events to index, and up to where in the feed they are.</summary>
    private static (HashSet<long> Keys, ChangeCursor At) Next(IReadOnlyList<Change> changes, ChangeCursor at)
    {
        var keys = new HashSet<long>();
        foreach (var change in changes)
        {
            at = change.At;
            if (change.Topic == EventService.Topic && keys.Add(long.Parse(change.Key, CultureInfo.InvariantCulture)) && keys.Count == Chunk) break;
        }

        return (keys, at);
    }

    /// <summary>False when another replica took over while this one slept: what it has indexed must not be set back.</summary>
    private async Task<bool> IndexAsync(Lease lease, HashSet<long> keys, ChangeCursor at, CancellationToken ct)
    {
        // Read outside the write, whose thread is everybody's: what changes after this read comes as a change of its own.
        var texts = await reader.TextsAsync(keys, ct);
        return await database.MaintainAsync(
            async write =>
            {
                if (!await LeaseStore.HoldsAsync(write, lease)) return false;
                foreach (var key in keys) await IndexAsync(write, key, texts.TryGetValue(key, out var t) ? t : null);
                await ChangeCursors.SaveAsync(write, Consumer, at);
                return true;
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
