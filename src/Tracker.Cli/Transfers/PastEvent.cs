using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>An event as a server that restores it takes it, whichever server it comes from.</summary>
internal static class PastEvent
{
    public static JsonElement Of(JsonElement record)
    {
        var e = new JsonObject();
        foreach (var name in new[] { "title", "attributes", "links", "metadata", "changelog" })
        {
            if (record.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array) e[name] = JsonNode.Parse(value.GetRawText());
        }

        if (e["metadata"] is JsonObject metadata) metadata["id"] = IdOf(Column.TextOf(Column.At(record, "metadata.id")));
        if (e["attributes"] is JsonObject attributes) attributes["relatedId"] = IdOf(Column.TextOf(Column.At(record, "attributes.relatedId")));
        return JsonDocument.Parse(e.ToJsonString()).RootElement;
    }

    /// <summary>The id itself where it is a UUID, else one that is always the same for it: other servers have ids of other kinds.</summary>
    public static string IdOf(string id)
    {
        if (id.Length == 0 || Guid.TryParseExact(id, "D", out _)) return id;
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("tracker.v1alpha1:" + id)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
