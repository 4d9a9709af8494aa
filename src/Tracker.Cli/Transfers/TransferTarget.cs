using System.Buffers;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>
/// Stores what another server had. What has a history is restored with its ids and times, many at once; the rest is declared as it
/// was, one by one. However often a record comes, it is stored once.
/// </summary>
internal sealed class TransferTarget(ServerConnection server, TimeProvider clock)
{
    private readonly SettingsTarget _settings = new(server, clock);

    /// <summary>Whether records of this kind go together.</summary>
    public static bool IsRestored(string kind) => AddressOf(kind) is not null;

    /// <summary>What became of each of some records of one kind.</summary>
    public async Task<IReadOnlyList<Arrival>> StoreAsync(string kind, IReadOnlyList<JsonElement> records, CancellationToken ct)
    {
        if (AddressOf(kind) is { } address) return await RestoreAsync(address, kind == TransferRecord.Event ? [.. records.Select(PastEvent.Of)] : records, ct);
        var arrivals = new List<Arrival>();
        foreach (var record in records) arrivals.Add(await _settings.StoreAsync(kind, record, ct));
        return arrivals;
    }

    private static string? AddressOf(string kind) => kind switch
    {
        TransferRecord.Event => "events",
        TransferRecord.Task => "tasks",
        TransferRecord.Job => "jobs",
        TransferRecord.Run or TransferRecord.Usage => "runs",
        _ => null,
    };

    private async Task<IReadOnlyList<Arrival>> RestoreAsync(string address, IReadOnlyList<JsonElement> records, CancellationToken ct)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var record in records) record.WriteTo(json);
            json.WriteEndArray();
        }

        var request = new Request(HttpMethod.Post, "api/v1/restore/" + address) { Content = (body.WrittenSpan.ToArray(), "application/json") };
        var reply = await server.AskAsync(request, ct, isRepeatable: true);
        if (!reply.IsDone) throw Refusal.Of(reply, server.Target);
        return [.. reply.Json(server.Target).EnumerateArray().Select(outcome => Column.TextOf(Column.At(outcome, "outcome")) switch
        {
            "stored" => Arrival.Stored,
            "there" => Arrival.There,
            _ => Arrival.Not(Column.TextOf(Column.At(outcome, "detail"))),
        })];
    }
}
