using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>Runs with all of their samples, the oldest first, so that what a run is a part of comes before it. An administrator gets everybody's.</summary>
internal sealed class RunSource(ServerConnection server)
{
    private const int PerPage = 500;
    private const int SamplesAtOnce = 5_000;

    private readonly Dictionary<string, JsonObject> _parents = new(StringComparer.Ordinal);

    /// <summary>Whether only the caller's own runs were shown.</summary>
    public bool IsOwnOnly { get; private set; }

    public async IAsyncEnumerable<TransferRecord> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var everybodys = new ApiPath("api/v1/test").With("per_page", 1).With("all", "true").ToString();
        IsOwnOnly = (await server.TrySendAsync(new Request(HttpMethod.Get, everybodys), ct)).Status == 403;
        for (var after = "0"; ;)
        {
            var runs = await ListAsync(new ApiPath("api/v1/test").With("per_page", PerPage).With("all", IsOwnOnly ? null : "true").With("after", after), ct);
            foreach (var run in runs)
            {
                after = Column.TextOf(Column.At(run, "id"));
                await foreach (var record in RecordsAsync(run, after, ct)) yield return record;
            }

            if (runs.Count < PerPage) yield break;
        }
    }

    private async IAsyncEnumerable<TransferRecord> RecordsAsync(JsonElement run, string id, [EnumeratorCancellation] CancellationToken ct)
    {
        var whole = JsonNode.Parse(run.GetRawText())!.AsObject();
        _parents[id] = new JsonObject { ["name"] = whole["name"]?.DeepClone(), ["start_time"] = whole["start_time"]?.DeepClone() };
        // Its number is another one on another server.
        if (whole["parent"] is { } parent && _parents.TryGetValue(parent.ToString(), out var known)) whole["part_of"] = known.DeepClone();
        whole.Remove("parent");
        var (kind, last) = (TransferRecord.Run, (string?)null);
        while (true)
        {
            var usage = await ListAsync(new ApiPath($"api/v1/test/{ApiPath.Part(id)}/usage").With("limit", SamplesAtOnce).With("after", last), ct);
            if (usage.Count > 0 || kind == TransferRecord.Run)
            {
                whole["usage"] = new JsonArray([.. usage.Select(s => JsonNode.Parse(s.GetRawText()))]);
                yield return new(kind, JsonDocument.Parse(whole.ToJsonString()).RootElement);
            }

            if (usage.Count < SamplesAtOnce) yield break;
            (kind, last) = (TransferRecord.Usage, Column.TextOf(Column.At(usage[^1], "timestamp")));
        }
    }

    private async Task<List<JsonElement>> ListAsync(ApiPath path, CancellationToken ct)
    {
        var reply = await server.AskAsync(new Request(HttpMethod.Get, path.ToString()), ct);
        return reply.IsDone ? [.. reply.Json(server.Target).EnumerateArray()] : throw Refusal.Of(reply, server.Target);
    }
}
