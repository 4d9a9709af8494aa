using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>Reads what a server has, through its lists.</summary>
internal sealed class TransferSource(ServerConnection server)
{
    // Small enough for servers that allow less than ours does.
    private const int PerPage = 100;

    /// <summary>Whether a list had more than could be read.</summary>
    public bool IsCut { get; private set; }

    public IAsyncEnumerable<TransferRecord> ReadAsync(string kind, CancellationToken ct) => kind switch
    {
        TransferRecord.Catalog => ForwardAsync(kind, "api/v1alpha1/catalogs/list", "catalogs", ct),
        TransferRecord.Event => EventsAsync(ct),
        TransferRecord.Lock => ForwardAsync(kind, "api/v1alpha1/locks/list", "locks", ct),
        TransferRecord.Task => ForwardAsync(kind, "api/tasks", null, ct),
        TransferRecord.Tracker => ForwardAsync(kind, "trackers?paused=true", null, ct),
        TransferRecord.Context => ContextsAsync(ct),
        TransferRecord.Timeline => TimelinesAsync(ct),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private async IAsyncEnumerable<TransferRecord> ForwardAsync(string kind, string path, string? rows, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = 1; ; page++)
        {
            var list = await PageAsync(path, rows, page, ct);
            foreach (var row in list) yield return new(kind, row);
            if (list.Count == 0) yield break;
        }
    }

    /// <summary>
    /// The oldest first, so that what an event follows is there before it; lists show the newest first. Events that come
    /// meanwhile push others to further pages: a last look from the front finds what was pushed past us.
    /// </summary>
    private async IAsyncEnumerable<TransferRecord> EventsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        const string Path = "api/v1alpha1/events/list";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = await LastPageAsync(Path, "events", ct); page >= 1; page--)
        {
            foreach (var row in Unseen(await PageAsync(Path, "events", page, ct))) yield return row;
        }

        for (var page = 1; ; page++)
        {
            var list = await PageAsync(Path, "events", page, ct);
            foreach (var row in Unseen(list)) yield return row;
            if (list.Count == 0) yield break;
        }

        IEnumerable<TransferRecord> Unseen(List<JsonElement> rows) =>
            Enumerable.Reverse(rows).Where(row => seen.Add(Column.TextOf(Column.At(row, "metadata.id")))).Select(row => new TransferRecord(TransferRecord.Event, row));
    }

    /// <summary>By doubling and halving: the number of all is not exact where there are many.</summary>
    private async Task<int> LastPageAsync(string path, string rows, CancellationToken ct)
    {
        var (full, empty) = (0, 1);
        while ((await PageAsync(path, rows, empty, ct)).Count > 0) (full, empty) = (empty, empty * 2);
        while (empty - full > 1)
        {
            var middle = (full + empty) / 2;
            if ((await PageAsync(path, rows, middle, ct)).Count > 0) full = middle;
            else empty = middle;
        }

        return full;
    }

    private async IAsyncEnumerable<TransferRecord> ContextsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var link in LinksAsync("api/contexts", ct)) yield return new(TransferRecord.Context, await server.GetAsync(link, ct));
    }

    private async IAsyncEnumerable<TransferRecord> TimelinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var context in LinksAsync("api/contexts", ct))
        {
            await foreach (var timeline in LinksAsync(context, ct)) yield return new(TransferRecord.Timeline, await server.GetAsync(timeline, ct));
        }
    }

    /// <summary>The addresses in a list of HAL.</summary>
    private async IAsyncEnumerable<string> LinksAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = 1; ; page++)
        {
            var links = (await server.GetAsync(new ApiPath(path).With("per_page", PerPage).With("page", page).ToString(), ct)).GetProperty("_links");
            foreach (var item in links.GetProperty("items").EnumerateArray()) yield return item.GetProperty("href").GetString()!.TrimStart('/');
            if (!links.TryGetProperty("next", out _)) yield break;
        }
    }

    private async Task<List<JsonElement>> PageAsync(string path, string? rows, int page, CancellationToken ct)
    {
        var address = new ApiPath(path).With("per_page", PerPage).With("page", page.ToString(CultureInfo.InvariantCulture)).ToString();
        var reply = await server.TrySendAsync(new Request(HttpMethod.Get, address), ct);
        // Lists end somewhere, such as at the 100,000th row.
        if (reply.Status == 400 && page > 1)
        {
            IsCut = true;
            return [];
        }

        if (!reply.IsDone) throw Refusal.Of(reply, server.Target);
        var answer = reply.Json(server.Target);
        return [.. (rows is null ? answer : answer.GetProperty(rows)).EnumerateArray()];
    }
}
