using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>Reads what a server has, through its lists.</summary>
internal sealed class TransferSource(ServerConnection server)
{
    // Small enough for servers that allow less than ours does.
    private const int PerPage = 100;

    private readonly RunSource _runs = new(server);

    /// <summary>Whether a list had more than could be read.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether only the caller's own runs were shown.</summary>
    public bool IsOwnRunsOnly => _runs.IsOwnOnly;

    public IAsyncEnumerable<TransferRecord> ReadAsync(string kind, CancellationToken ct) => kind switch
    {
        TransferRecord.Catalog => ForwardAsync(kind, "api/v1alpha1/catalogs/list", "catalogs", ct),
        TransferRecord.Freeze => ForwardAsync(kind, "api/v1alpha1/freezes/list", "windows", ct),
        TransferRecord.Stages => StagesAsync(ct),
        TransferRecord.Tracker => ForwardAsync(kind, "trackers?paused=true", null, ct),
        TransferRecord.Task => OfAsync(kind, new TaskSource(server).ReadAsync(ct)),
        TransferRecord.Job => OfAsync(kind, new TaskSource(server).ReadJobsAsync(ct)),
        TransferRecord.Event => OfAsync(kind, new EventSource(server).ReadAsync(ct)),
        TransferRecord.Lock => ForwardAsync(kind, "api/v1alpha1/locks/list", "locks", ct),
        TransferRecord.Context => ContextsAsync(ct),
        TransferRecord.Timeline => TimelinesAsync(ct),
        TransferRecord.Run => _runs.ReadAsync(ct),
        // They come with their runs.
        TransferRecord.Usage => AsyncEnumerable.Empty<TransferRecord>(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The same of any server that speaks tracker.v1alpha1, through its lists alone.</summary>
    public IAsyncEnumerable<TransferRecord> ReadV1Alpha1Async(string kind, CancellationToken ct) =>
        kind == TransferRecord.Event ? ForwardAsync(kind, "api/v1alpha1/events/list", "events", ct) : ReadAsync(kind, ct);

    private static async IAsyncEnumerable<TransferRecord> OfAsync(string kind, IAsyncEnumerable<JsonElement> rows)
    {
        await foreach (var row in rows) yield return new(kind, row);
    }

    private async IAsyncEnumerable<TransferRecord> StagesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var stages = await server.GetAsync("api/release-environments", ct);
        yield return new(TransferRecord.Stages, JsonDocument.Parse(new JsonObject { ["stages"] = JsonNode.Parse(stages.GetRawText()) }.ToJsonString()).RootElement);
    }

    private async IAsyncEnumerable<TransferRecord> ForwardAsync(string kind, string path, string? rows, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = 1; ; page++)
        {
            var list = await PageAsync(path, rows, page, ct);
            foreach (var row in list) yield return new(kind, row);
            if (list.Count == 0) yield break;
        }
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
        var reply = await server.AskAsync(new Request(HttpMethod.Get, address), ct);
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
