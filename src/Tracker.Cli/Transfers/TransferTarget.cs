using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>
/// Stores what another server had, through the API. A record that is sent again is stored once: events and locks by a key made of
/// their old id, the rest because it says what is to be.
/// </summary>
internal sealed class TransferTarget(ServerConnection server, TimeProvider clock)
{
    // A deployment that began longer ago than this and has no end is not under way any more.
    private static readonly TimeSpan LongestDeployment = TimeSpan.FromHours(4);

    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);
    private const int MostTries = 60;

    private readonly Dictionary<string, string> _events = new(StringComparer.Ordinal);

    /// <summary>Null when it is stored, else why this server does not take it.</summary>
    public Task<string?> StoreAsync(TransferRecord record, CancellationToken ct) => record.Kind switch
    {
        TransferRecord.Catalog => StoreCatalogAsync(record.Data, ct),
        TransferRecord.Task => StoreTaskAsync(record.Data, ct),
        TransferRecord.Tracker => StoreTrackerAsync(record.Data, ct),
        TransferRecord.Event => StoreEventAsync(record.Data, ct),
        TransferRecord.Lock => StoreLockAsync(record.Data, ct),
        TransferRecord.Context => StoreContextAsync(record.Data, ct),
        TransferRecord.Timeline => StoreTimelineAsync(record.Data, ct),
        _ => Task.FromResult<string?>($"\"{record.Kind}\" is not a kind of record; it may be {string.Join(", ", TransferRecord.Kinds)}."),
    };

    private async Task<string?> StoreCatalogAsync(JsonElement data, CancellationToken ct)
    {
        var entry = Object(data);
        var versions = new JsonObject();
        foreach (var name in new[] { "availableVersions", "latestVersion", "referenceVersion" })
        {
            if (entry.Remove(name, out var value) && value is not null and not JsonArray { Count: 0 } && value.ToString().Length > 0) versions[name] = value;
        }

        if (await SendAsync(new Request(HttpMethod.Put, "api/v1alpha1/catalog") { Body = entry }, ct) is { IsDone: false } refused) return Why(refused);
        if (versions.Count == 0) return null;
        var path = $"api/v1alpha1/catalog/{ApiPath.Part(Text(data, "name"))}/versions";
        return await SendAsync(new Request(HttpMethod.Put, path) { Body = versions }, ct) is { IsDone: false } behind ? Why(behind) : null;
    }

    private async Task<string?> StoreTaskAsync(JsonElement data, CancellationToken ct)
    {
        var task = new JsonObject();
        var isDaily = Text(data, "cron").Length + Text(data, "period").Length == 0;
        foreach (var name in isDaily
            ? new[] { "name", "datapoints", "tolerance", "timezone", "tags", "service", "environment", "host" }
            : ["name", "period", "cron", "grace", "max_run", "early", "failures", "of", "timezone", "tags", "service", "environment", "host"])
        {
            if (data.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null) task[name] = JsonNode.Parse(value.GetRawText());
        }

        var reply = await SendAsync(new Request(HttpMethod.Post, "api/tasks") { Body = task }, ct);
        // There already, as after a transfer that was cut off.
        return reply.IsDone || reply.Status == 409 ? null : Why(reply);
    }

    /// <summary>Without its secrets, which no server shows.</summary>
    private async Task<string?> StoreTrackerAsync(JsonElement data, CancellationToken ct)
    {
        var tracker = new JsonObject();
        foreach (var name in new[] { "id", "repo", "sourcePath", "tag", "branch", "commit", "registry", "registryUser", "paused", "interval" })
        {
            if (data.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null) tracker[name] = JsonNode.Parse(value.GetRawText());
        }

        var reply = await SendAsync(new Request(HttpMethod.Post, "trackers") { Body = tracker }, ct);
        return reply.IsDone || reply.Status == 409 ? null : Why(reply);
    }

    private async Task<string?> StoreEventAsync(JsonElement data, CancellationToken ct)
    {
        var old = Text(data, "metadata.id");
        var attributes = Object(data.GetProperty("attributes"));
        foreach (var name in new[] { "startDate", "endDate" })
        {
            if (attributes[name] is null) attributes.Remove(name);
        }

        if (Text(data, "attributes.relatedId") is { Length: > 0 } related)
        {
            if (_events.TryGetValue(related, out var now)) attributes["relatedId"] = now;
            else attributes.Remove("relatedId");
        }

        SetTimes(attributes, data);
        var body = new JsonObject { ["title"] = Text(data, "title"), ["attributes"] = attributes, ["slackId"] = Text(data, "metadata.slackId") };
        if (data.TryGetProperty("links", out var links) && links.ValueKind == JsonValueKind.Object) body["links"] = Object(links);
        var reply = await SendAsync(new Request(HttpMethod.Post, "api/v1alpha1/event") { Body = body, IdempotencyKey = "transfer:" + old }, ct);
        if (!reply.IsDone) return Why(reply);
        _events[old] = Text(reply.Json(server.Target), "event.metadata.id");
        return null;
    }

    /// <summary>
    /// The server will say that it was recorded now: when it happened must stand in its dates. One that is over must not take the
    /// lock of its service.
    /// </summary>
    private void SetTimes(JsonObject attributes, JsonElement data)
    {
        if (!Column.At(data, "metadata.createdAt").TryRead(out var created)) return;
        if (!attributes.ContainsKey("startDate")) attributes["startDate"] = Rfc3339(created);
        if (attributes.ContainsKey("endDate")) return;
        if (Column.At(data, "metadata.duration") is { ValueKind: JsonValueKind.String } duration && Durations.Parse(duration.GetString()!) is { } took) attributes["endDate"] = Rfc3339(Later(attributes, created + took));
        else if (clock.GetUtcNow() - created > LongestDeployment || Text(data, "attributes.status") is not ("start" or "in_progress")) attributes["endDate"] = Rfc3339(Later(attributes, created));
    }

    /// <summary>An end that is not before the start.</summary>
    private static DateTimeOffset Later(JsonObject attributes, DateTimeOffset end) =>
        DateTimeOffset.TryParse((string?)attributes["startDate"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) && start > end ? start : end;

    private async Task<string?> StoreLockAsync(JsonElement data, CancellationToken ct)
    {
        // Deployments take theirs themselves.
        if (Text(data, "automatic") == "yes") return null;
        var held = new JsonObject();
        foreach (var name in new[] { "service", "who", "environment", "resource", "reason" })
        {
            if (Text(data, name) is { Length: > 0 } text) held[name] = text;
        }

        if (Text(data, "eventId") is { Length: > 0 } e) held["eventId"] = _events.GetValueOrDefault(e, e);
        if (Column.At(data, "expiresAt").TryRead(out var expires))
        {
            var left = (expires - clock.GetUtcNow()).TotalSeconds;
            if (left < 1) return null;
            held["ttlSeconds"] = (long)left;
        }

        var reply = await SendAsync(new Request(HttpMethod.Post, "api/v1alpha1/lock") { Body = held }, ct);
        return reply.IsDone || (reply.Status == 409 && reply.Detail?.Contains($"by {Text(data, "who")}", StringComparison.Ordinal) == true) ? null : Why(reply);
    }

    private async Task<string?> StoreContextAsync(JsonElement data, CancellationToken ct)
    {
        var settings = new JsonObject();
        foreach (var (from, to) in new[]
        {
            ("Description", "description"), ("Service", "service"), ("Environment", "environment"), ("Host", "host"), ("Tags", "tags"),
            ("KeepTimelines", "keep_timelines"), ("KeepDays", "keep_days"), ("OpenTimeout", "open_timeout"),
        })
        {
            if (data.TryGetProperty(from, out var value)) settings[to] = JsonNode.Parse(value.GetRawText());
        }

        var reply = await SendAsync(new Request(HttpMethod.Put, "api/contexts/" + ApiPath.Part(Text(data, "Name"))) { Body = settings }, ct);
        return reply.IsDone ? null : Why(reply);
    }

    private async Task<string?> StoreTimelineAsync(JsonElement data, CancellationToken ct)
    {
        var path = $"api/contexts/{ApiPath.Part(Text(data, "Context"))}/events";
        foreach (var messages in TimelineMessages.Of(data).Chunk(TimelineMessages.MostAtOnce))
        {
            var reply = await SendAsync(new Request(HttpMethod.Post, path) { Body = new JsonArray([.. messages]) }, ct);
            if (!reply.IsDone) return Why(reply);
            foreach (var outcome in reply.Json(server.Target).EnumerateArray())
            {
                if (Text(outcome, "outcome") is "invalid" or "full") return Text(outcome, "detail");
            }
        }

        return null;
    }

    /// <summary>A server that is busy for a moment is asked again.</summary>
    private async Task<Reply> SendAsync(Request request, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var reply = await server.TrySendAsync(request, ct);
            if (reply.Status is 401 or 403) throw Refusal.Of(reply, server.Target);
            if (reply.Status is not (429 or 503) || tries == MostTries) return reply;
            await Task.Delay(BusyPause, clock, ct);
        }
    }

    private static string Why(Reply reply) => reply.Detail ?? $"the server answers {reply.Status}";

    private static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Object(JsonElement json) => JsonNode.Parse(json.GetRawText())!.AsObject();

    private static string Text(JsonElement json, string path) => Column.TextOf(Column.At(json, path));
}
