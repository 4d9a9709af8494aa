using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>Tasks, those that others have as a parent before these; and the jobs of each.</summary>
internal sealed class TaskSource(ServerConnection server)
{
    private const int PerPage = 1_000;

    public async IAsyncEnumerable<JsonElement> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var known = new Dictionary<string, (string Name, string Parent)>(StringComparer.Ordinal);
        await foreach (var task in ListAsync("api/tasks", ct)) known[Text(task, "id")] = (Text(task, "name"), Text(task, "parent"));
        var deepest = known.Count == 0 ? -1 : known.Keys.Max(DepthOf);
        for (var depth = 0; depth <= deepest; depth++)
        {
            await foreach (var task in ListAsync("api/tasks", ct))
            {
                // What was made since the first look is its own affair, like anything that comes later.
                if (!known.ContainsKey(Text(task, "id")) || DepthOf(Text(task, "id")) != depth) continue;
                yield return known.TryGetValue(Text(task, "parent"), out var parent) ? WithParent(task, parent.Name) : task;
            }
        }

        int DepthOf(string id) => known.TryGetValue(id, out var task) && known.ContainsKey(task.Parent) ? 1 + DepthOf(task.Parent) : 0;
    }

    public async IAsyncEnumerable<JsonElement> ReadJobsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var task in ListAsync("api/tasks", ct))
        {
            await foreach (var job in ListAsync($"api/tasks/{ApiPath.Part(Text(task, "id"))}/jobs", ct))
            {
                var named = JsonNode.Parse(job.GetRawText())!.AsObject();
                named.Remove("id");
                named["task"] = Text(task, "name");
                yield return JsonDocument.Parse(named.ToJsonString()).RootElement;
            }
        }
    }

    /// <summary>Its number is another one on another server.</summary>
    private static JsonElement WithParent(JsonElement task, string name)
    {
        var named = JsonNode.Parse(task.GetRawText())!.AsObject();
        named["parent"] = name;
        return JsonDocument.Parse(named.ToJsonString()).RootElement;
    }

    private async IAsyncEnumerable<JsonElement> ListAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = 1; ; page++)
        {
            var reply = await server.AskAsync(new Request(HttpMethod.Get, new ApiPath(path).With("per_page", PerPage).With("page", page).ToString()), ct);
            if (!reply.IsDone) throw Refusal.Of(reply, server.Target);
            var rows = reply.Json(server.Target).EnumerateArray().ToList();
            foreach (var row in rows) yield return row;
            if (rows.Count < PerPage) yield break;
        }
    }

    private static string Text(JsonElement json, string path) => Column.TextOf(Column.At(json, path));
}
