using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>Stores records in their order, since later ones name earlier ones, and tells what came of it.</summary>
internal sealed class Transfer(Session session)
{
    // More would say nothing new.
    private const int MostErrors = 20;

    // A server takes up to a thousand at once, and 16 MB.
    private const int MostAtOnce = 500;
    private const int MostCharacters = 4_000_000;

    private readonly TransferTarget _target = new(session.Server, TimeProvider.System);
    private readonly Progress _progress = new(session.Errors, TimeProvider.System);
    private readonly SortedDictionary<string, Tally> _tallies = new(StringComparer.Ordinal);
    private int _errors;

    public async Task<int> RunAsync(IAsyncEnumerable<TransferRecord> records, CancellationToken ct)
    {
        var (batch, kind, characters) = (new List<JsonElement>(), "", 0L);
        await foreach (var record in records.WithCancellation(ct))
        {
            if (batch.Count > 0 && (record.Kind != kind || !TransferTarget.IsRestored(kind) || batch.Count == MostAtOnce || characters > MostCharacters))
            {
                await StoreAsync(kind, batch, ct);
                (batch, characters) = ([], 0);
            }

            kind = record.Kind;
            batch.Add(record.Data);
            characters += record.Data.GetRawText().Length;
        }

        if (batch.Count > 0) await StoreAsync(kind, batch, ct);
        return Tell();
    }

    private async Task StoreAsync(string kind, List<JsonElement> records, CancellationToken ct)
    {
        if (!_tallies.TryGetValue(kind, out var tally)) _tallies[kind] = tally = new();
        foreach (var arrival in await _target.StoreAsync(kind, records, ct))
        {
            if (arrival.Refused is { } why) Refuse(tally, kind, why);
            else if (arrival.IsNew) tally.Stored++;
            else tally.There++;
        }

        _progress.Tell(string.Join(", ", _tallies.Select(t => $"{t.Value.Stored + t.Value.There} {t.Key}")) + " records");
    }

    private void Refuse(Tally tally, string kind, string why)
    {
        tally.Refused++;
        if (++_errors > MostErrors) return;
        _progress.End();
        session.Errors.WriteLine($"tracker: a record of the kind {PlainText.Of(kind)} is not taken: {PlainText.Of(why)}");
    }

    private int Tell()
    {
        _progress.End();
        var kinds = TransferRecord.Kinds.Where(_tallies.ContainsKey).ToList();
        var refused = _tallies.Values.Sum(t => t.Refused);
        var told = new JsonObject(kinds.Select(kind => KeyValuePair.Create(kind, (JsonNode?)new JsonObject
        {
            ["stored"] = _tallies[kind].Stored,
            ["there"] = _tallies[kind].There,
            ["refused"] = _tallies[kind].Refused,
        })))
        { ["refused"] = refused };
        var stored = string.Join(", ", kinds.Where(k => _tallies[k].Stored > 0).Select(k => $"{_tallies[k].Stored} {k}").DefaultIfEmpty("nothing"));
        var there = string.Join(", ", kinds.Where(k => _tallies[k].There > 0).Select(k => $"{_tallies[k].There} {k}"));
        session.Out.Said(
            $"Stored {stored}{(there.Length > 0 ? $"; there already: {there}" : "")}{(refused > 0 ? $"; {refused} records were not taken" : "")}.", JsonDocument.Parse(told.ToJsonString()).RootElement);
        return refused == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private sealed class Tally
    {
        public int Stored { get; set; }

        public int There { get; set; }

        public int Refused { get; set; }
    }
}
