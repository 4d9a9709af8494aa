using System.Text.Json.Nodes;

namespace Tracker.Tests.Web;

/// <summary>The texts of a request body in the API's description that may be anything.</summary>
internal static class OpenApiTexts
{
    public static IEnumerable<string> Of(JsonNode document, JsonNode schema, string path = "") => Walk(document, schema, path, []);

    private static IEnumerable<string> Walk(JsonNode document, JsonNode schema, string path, IReadOnlyList<string> within)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return within.Contains(reference) ? [] : Walk(document, document["components"]!["schemas"]![reference.Split('/')[^1]]!, path, [.. within, reference]);
        }

        if (schema["oneOf"] is JsonArray choices) return choices.SelectMany(c => Walk(document, c!, path, within));
        if (schema["properties"] is JsonObject properties) return properties.SelectMany(p => Walk(document, p.Value!, path.Length == 0 ? p.Key : $"{path}.{p.Key}", within));
        if (schema["items"] is { } items) return Walk(document, items, path + "[]", within);
        var isText = schema["type"] is JsonArray types ? types.Any(t => (string?)t == "string") && types.Count <= 2 : (string?)schema["type"] == "string";
        return isText && schema["enum"] is null && schema["format"] is null ? [path] : [];
    }
}
