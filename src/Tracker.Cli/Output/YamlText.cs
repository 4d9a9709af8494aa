using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tracker.Cli.Output;

/// <summary>JSON as YAML in blocks. Texts that YAML could take for something else stand in double quotes.</summary>
internal static class YamlText
{
    public static string Of(JsonElement json)
    {
        var text = new StringBuilder();
        Append(text, json, 0, afterKey: false);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement json, int depth, bool afterKey)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object when json.EnumerateObject().Any():
                if (afterKey) text.Append('\n');
                AppendMap(text, json, depth);
                break;
            case JsonValueKind.Array when json.GetArrayLength() > 0:
                if (afterKey) text.Append('\n');
                foreach (var item in json.EnumerateArray())
                {
                    Indent(text, depth).Append("- ");
                    AppendItem(text, item, depth + 1);
                }

                break;
            default:
                if (afterKey) text.Append(' ');
                text.Append(Scalar(json)).Append('\n');
                break;
        }
    }

    private static void AppendMap(StringBuilder text, JsonElement map, int depth, bool firstIsPlaced = false)
    {
        foreach (var property in map.EnumerateObject())
        {
            if (!firstIsPlaced) Indent(text, depth);
            firstIsPlaced = false;
            text.Append(Text(property.Name)).Append(':');
            Append(text, property.Value, depth + 1, afterKey: true);
        }
    }

    private static void AppendItem(StringBuilder text, JsonElement item, int depth)
    {
        if (item.ValueKind == JsonValueKind.Object && item.EnumerateObject().Any()) AppendMap(text, item, depth, firstIsPlaced: true);
        else if (item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 0) Append(text, item, depth, afterKey: true);
        else text.Append(Scalar(item)).Append('\n');
    }

    private static StringBuilder Indent(StringBuilder text, int depth) => text.Append(' ', depth * 2);

    private static string Scalar(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Text(json.GetString()!),
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        _ => json.GetRawText(),
    };

    /// <summary>A letter or a low line at the front, then letters, digits and little else: no number, no date, no sign of YAML's.</summary>
    private static string Text(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') && !IsWord(text)
            ? text
            : '"' + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) + '"';

    private static bool IsWord(string text) => text.ToLowerInvariant() is "null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n";
}
