using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>Declares through the API what another server had, unless it is there like that already.</summary>
internal sealed class SettingsTarget(ServerConnection server, TimeProvider clock)
{
    private static readonly string[] VersionFields = ["availableVersions", "latestVersion", "referenceVersion"];
    private static readonly string[] FreezeFields = ["reason", "service", "environment", "cron", "durationSeconds", "zone", "startsAt", "endsAt"];
    private static readonly string[] TrackerFields = ["id", "repo", "sourcePath", "tag", "branch", "commit", "registry", "registryUser", "paused", "interval"];

    private List<JsonElement>? _freezes;

    public Task<Arrival> StoreAsync(string kind, JsonElement record, CancellationToken ct) => kind switch
    {
        TransferRecord.Catalog => StoreCatalogAsync(record, ct),
        TransferRecord.Freeze => StoreFreezeAsync(record, ct),
        TransferRecord.Stages => StoreStagesAsync(record, ct),
        TransferRecord.Tracker => StoreTrackerAsync(record, ct),
        TransferRecord.Lock => StoreLockAsync(record, ct),
        TransferRecord.Context => StoreContextAsync(record, ct),
        TransferRecord.Timeline => StoreTimelineAsync(record, ct),
        _ => Task.FromResult(Arrival.Not($"\"{kind}\" is not a kind of record; it may be {string.Join(", ", TransferRecord.Kinds)}.")),
    };

    private async Task<Arrival> StoreCatalogAsync(JsonElement data, CancellationToken ct)
    {
        var there = await server.AskAsync(new Request(HttpMethod.Get, new ApiPath("api/v1alpha1/catalog").With("name", Text(data, "name")).ToString()), ct);
        if (there.IsDone && IsSame(data, Column.At(there.Json(server.Target), "catalog"), [.. data.EnumerateObject().Select(p => p.Name).Where(n => n is not ("createdAt" or "updatedAt"))])) return Arrival.There;
        var entry = Object(data);
        var versions = new JsonObject();
        foreach (var name in VersionFields)
        {
            if (entry.Remove(name, out var value) && value is not null and not JsonArray { Count: 0 } && value.ToString().Length > 0) versions[name] = value;
        }

        var put = await SendAsync(HttpMethod.Put, "api/v1alpha1/catalog", entry, ct);
        if (!put.IsDone || versions.Count == 0) return Of(put);
        return Of(await SendAsync(HttpMethod.Put, $"api/v1alpha1/catalog/{ApiPath.Part(Text(data, "name"))}/versions", versions, ct));
    }

    private async Task<Arrival> StoreFreezeAsync(JsonElement data, CancellationToken ct)
    {
        _freezes ??= [.. (await server.GetAsync("api/v1alpha1/freezes/list?per_page=1000", ct)).GetProperty("windows").EnumerateArray()];
        if (_freezes.Exists(there => IsSame(data, there, FreezeFields))) return Arrival.There;
        return Of(await SendAsync(HttpMethod.Post, "api/v1alpha1/freeze", Given(data, FreezeFields), ct));
    }

    private async Task<Arrival> StoreStagesAsync(JsonElement data, CancellationToken ct)
    {
        if (!data.TryGetProperty("stages", out var stages)) return Arrival.Not("stages is required.");
        if (JsonElement.DeepEquals(stages, await server.GetAsync("api/release-environments", ct))) return Arrival.There;
        return Of(await SendAsync(HttpMethod.Put, "api/release-environments", JsonNode.Parse(stages.GetRawText()), ct));
    }

    /// <summary>Without its secrets, which no server shows.</summary>
    private async Task<Arrival> StoreTrackerAsync(JsonElement data, CancellationToken ct) => Of(await SendAsync(HttpMethod.Post, "trackers", Given(data, TrackerFields), ct));

    private async Task<Arrival> StoreLockAsync(JsonElement data, CancellationToken ct)
    {
        // A deployment that still runs takes its own as its event is restored.
        if (Text(data, "automatic") == "yes") return Arrival.There;
        var held = Given(data, ["service", "who", "environment", "resource", "reason"]);
        if (Text(data, "eventId") is { Length: > 0 } e) held["eventId"] = PastEvent.IdOf(e);
        if (Column.At(data, "expiresAt").TryRead(out var expires))
        {
            var left = (expires - clock.GetUtcNow()).TotalSeconds;
            if (left < 1) return Arrival.There;
            held["ttlSeconds"] = (long)left;
        }

        var reply = await SendAsync(HttpMethod.Post, "api/v1alpha1/lock", held, ct);
        if (reply.Status != 409) return Of(reply);
        return reply.Detail?.Contains($"by {Text(data, "who")}", StringComparison.Ordinal) == true ? Arrival.There : Arrival.Not(reply.Detail ?? "somebody else holds it.");
    }

    private async Task<Arrival> StoreContextAsync(JsonElement data, CancellationToken ct)
    {
        (string From, string To)[] fields =
        [
            ("Description", "description"), ("Service", "service"), ("Environment", "environment"), ("Host", "host"), ("Tags", "tags"),
            ("KeepTimelines", "keep_timelines"), ("KeepDays", "keep_days"), ("OpenTimeout", "open_timeout"),
        ];
        var path = "api/contexts/" + ApiPath.Part(Text(data, "Name"));
        var there = await server.AskAsync(new Request(HttpMethod.Get, path), ct);
        if (there.IsDone && IsSame(data, there.Json(server.Target), [.. fields.Select(f => f.From)])) return Arrival.There;
        var settings = new JsonObject();
        foreach (var (from, to) in fields)
        {
            if (data.TryGetProperty(from, out var value)) settings[to] = JsonNode.Parse(value.GetRawText());
        }

        return Of(await SendAsync(HttpMethod.Put, path, settings, ct));
    }

    private async Task<Arrival> StoreTimelineAsync(JsonElement data, CancellationToken ct)
    {
        var path = $"api/contexts/{ApiPath.Part(Text(data, "Context"))}/events";
        var isNew = false;
        foreach (var messages in TimelineMessages.Of(data).Chunk(TimelineMessages.MostAtOnce))
        {
            var reply = await SendAsync(HttpMethod.Post, path, new JsonArray([.. messages]), ct);
            if (!reply.IsDone) return Of(reply);
            foreach (var outcome in reply.Json(server.Target).EnumerateArray())
            {
                if (Text(outcome, "outcome") is "invalid" or "full") return Arrival.Not(Text(outcome, "detail"));
                isNew |= Text(outcome, "outcome") != "duplicate";
            }
        }

        return new(isNew);
    }

    private Task<Reply> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken ct) => server.AskAsync(new Request(method, path) { Body = body }, ct);

    private static Arrival Of(Reply reply) => reply switch
    {
        { IsDone: true } => Arrival.Stored,
        { Status: 409 } => Arrival.There,
        _ => Arrival.Not(reply.Detail ?? $"the server answers {reply.Status}"),
    };

    /// <summary>Whether two things say the same in these fields; what is left out, null and empty are the same.</summary>
    private static bool IsSame(JsonElement one, JsonElement other, string[] fields) => Array.TrueForAll(fields, name =>
    {
        var (left, right) = (Column.At(one, name), Column.At(other, name));
        return (IsNothing(left) && IsNothing(right)) || (!IsNothing(left) && !IsNothing(right) && JsonElement.DeepEquals(left, right));
    });

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0,
        _ => false,
    };

    private static JsonObject Given(JsonElement data, string[] fields)
    {
        var given = new JsonObject();
        foreach (var name in fields)
        {
            if (!IsNothing(Column.At(data, name))) given[name] = JsonNode.Parse(Column.At(data, name).GetRawText());
        }

        return given;
    }

    private static JsonObject Object(JsonElement json) => JsonNode.Parse(json.GetRawText())!.AsObject();

    private static string Text(JsonElement json, string path) => Column.TextOf(Column.At(json, path));
}
