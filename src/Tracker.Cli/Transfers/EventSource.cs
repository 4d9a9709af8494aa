using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>
/// All events of a Tracker server with all of their changes, the newest first. Pages of lists end somewhere, and move when events
/// come meanwhile: each step asks for what is not younger than the last one that was read.
/// </summary>
internal sealed class EventSource(ServerConnection server)
{
    // What each may have makes the answer no larger than an answer may be.
    private const int PerPage = 200;

    // An event comes with this many of its changes.
    private const int ChangesWithEvent = 100;

    private const int ChangesPerPage = 500;

    public async IAsyncEnumerable<JsonElement> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (until, page) = ((DateTimeOffset?)null, 1);
        while (true)
        {
            var path = new ApiPath("api/v1alpha1/events/search").With("per_page", PerPage).With("page", page).With("end_date", until is { } at ? Rfc3339(at) : null);
            var rows = (await JsonAsync(path.ToString(), ct)).GetProperty("events").EnumerateArray().ToList();
            var last = until;
            foreach (var row in rows)
            {
                var place = PlaceOf(row);
                if (place != last) seen.Clear();
                last = place;
                if (seen.Add(Column.TextOf(Column.At(row, "metadata.id")))) yield return await WithAllChangesAsync(row, ct);
            }

            if (rows.Count < PerPage) yield break;
            // More than a page of them at one instant: only these need pages.
            (until, page) = last == until ? (until, page + 1) : (last, 1);
        }
    }

    /// <summary>Where the server has it in time: its start, else its creation, or its end where that is earlier.</summary>
    private static DateTimeOffset? PlaceOf(JsonElement row)
    {
        if (Column.At(row, "attributes.startDate").TryRead(out var start)) return start;
        if (!Column.At(row, "metadata.createdAt").TryRead(out var created)) return null;
        return Column.At(row, "attributes.endDate").TryRead(out var end) && end < created ? end : created;
    }

    private async Task<JsonElement> WithAllChangesAsync(JsonElement row, CancellationToken ct)
    {
        if (Column.At(row, "changelog") is not { ValueKind: JsonValueKind.Array } some || some.GetArrayLength() < ChangesWithEvent) return row;
        var changes = new JsonArray();
        for (var page = 1; ; page++)
        {
            var path = new ApiPath($"api/v1alpha1/event/{ApiPath.Part(Column.TextOf(Column.At(row, "metadata.id")))}/changelog").With("per_page", ChangesPerPage).With("page", page);
            var list = (await JsonAsync(path.ToString(), ct)).GetProperty("changelog").EnumerateArray().ToList();
            foreach (var change in list) changes.Add(JsonNode.Parse(change.GetRawText()));
            if (list.Count < ChangesPerPage) break;
        }

        var whole = JsonNode.Parse(row.GetRawText())!.AsObject();
        whole["changelog"] = changes;
        return JsonDocument.Parse(whole.ToJsonString()).RootElement;
    }

    private async Task<JsonElement> JsonAsync(string path, CancellationToken ct)
    {
        var reply = await server.AskAsync(new Request(HttpMethod.Get, path), ct);
        return reply.IsDone ? reply.Json(server.Target) : throw Refusal.Of(reply, server.Target);
    }

    private static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
