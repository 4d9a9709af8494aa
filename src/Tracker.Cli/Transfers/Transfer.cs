using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>Stores records one after the other, since later ones name earlier ones, and tells what came of it.</summary>
internal sealed class Transfer(Session session)
{
    // More would say nothing new.
    private const int MostErrors = 20;

    public async Task<int> RunAsync(IAsyncEnumerable<TransferRecord> records, CancellationToken ct)
    {
        var target = new TransferTarget(session.Server, TimeProvider.System);
        var progress = new Progress(session.Errors, TimeProvider.System);
        var stored = TransferRecord.Kinds.ToDictionary(kind => kind, _ => 0);
        var refused = 0;
        await foreach (var record in records)
        {
            if (await target.StoreAsync(record, ct) is not { } why) stored[record.Kind]++;
            else if (++refused <= MostErrors)
            {
                progress.End();
                session.Errors.WriteLine($"tracker: a record of the kind {PlainText.Of(record.Kind)} is not taken: {PlainText.Of(why)}");
            }

            progress.Tell(string.Join(", ", stored.Where(s => s.Value > 0).Select(s => $"{s.Value} {s.Key}")) + " records");
        }

        progress.End();
        var told = new JsonObject(stored.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))) { ["refused"] = refused };
        session.Out.Said(
            $"Stored {string.Join(", ", stored.Where(s => s.Value > 0).Select(s => $"{s.Value} {s.Key}").DefaultIfEmpty("nothing"))}{(refused > 0 ? $"; {refused} records were not taken" : "")}.",
            JsonDocument.Parse(told.ToJsonString()).RootElement);
        return refused == 0 ? ExitCode.Done : ExitCode.Refused;
    }
}
