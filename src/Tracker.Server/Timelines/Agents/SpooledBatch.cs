using System.Text;
using System.Text.Json;
using Tracker.Protocol.Timelines;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Server.Timelines.Agents;

/// <summary>The next messages of an agent's spool, as it hands them out.</summary>
/// <param name="Spool">Of this spool.</param>
/// <param name="Last">The place of the last of them; to be named when they are stored. 0 when there are none.</param>
internal sealed record SpooledBatch(Guid Spool, long Last, IReadOnlyList<Incoming> Messages)
{
    public static string Write(Guid spool, long last, IEnumerable<string> messages) => $$"""{"spool":"{{spool}}","last":{{last}},"messages":[{{string.Join(',', messages)}}]}""";

    /// <summary>An agent is a program of somebody else's machine: what it says is checked like a datagram.</summary>
    public static Outcome<SpooledBatch> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("spool", out var spool) || spool.ValueKind != JsonValueKind.String || !spool.TryGetGuid(out var id)
                || !root.TryGetProperty("last", out var place) || place.ValueKind != JsonValueKind.Number || !place.TryGetInt64(out var last) || last < 0
                || !root.TryGetProperty("messages", out var array) || array.ValueKind != JsonValueKind.Array)
            {
                return Failure.Invalid("The answer is not that of an agent: it must have spool, last and messages.");
            }

            return new SpooledBatch(id, last, Allowed(array.GetRawText()));
        }
        catch (JsonException)
        {
            return Failure.Invalid("The answer is not that of an agent: it is no JSON.");
        }
    }

    // Those that are not allowed are left out: asked again, the agent would say the same.
    private static List<Incoming> Allowed(string array)
    {
        var reader = new TimelineMessageReader(Encoding.UTF8.GetBytes(array), DatagramFormat.Json, stackalloc byte[TimelineDatagram.ScratchBytes], contextRequired: true);
        var messages = new List<Incoming>();
        while (reader.Read(out var view, out var error))
        {
            if (error == DatagramError.None && view.ToMessage() is { Time: { } time } m) messages.Add(new(m.Context, m.Name, m.Host, m.Type, time, m.Status));
        }

        return messages;
    }
}
