using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Server.Releases.Requirements;

namespace Tracker.Tests.Releases.Requirements;

/// <summary>Configurations as people have them, and as nobody should.</summary>
internal static class SomeJson
{
    private static readonly string[] Keys = ["cpu", "memory", "hosts", "name", "value", "port", "a.b", "app.kubernetes.io/name", "with \"quotes\"", "]", "<<", "0", "ü", "~", "true"];

    private static readonly string[] Texts = ["", "info", "debug", "true", "1.50", "null", "a: b", "two\nlines\n", " spaced ", "#no comment", "'", "\"", "\\", "ü€😀", "{", "- x", "\t", "\u2028", "0x1"];

    private static readonly decimal[] Numbers = [0, 1, -1, 8080, 0.5m, -2.75m, 1_000_000, 123456789012345678m, 0.000001m];

    public static JsonObject Map(Random random, int depth)
    {
        var map = new JsonObject();
        for (var i = random.Next(5); i > 0; i--) map[Keys[random.Next(Keys.Length)]] = Any(random, depth - 1);
        return map;
    }

    public static JsonNode? Any(Random random, int depth) => random.Next(depth <= 0 ? 4 : 8) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => Number(Numbers[random.Next(Numbers.Length)]),
        3 => Texts[random.Next(Texts.Length)],
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth - 1))]),
        5 => Named(random, depth),
        _ => Map(random, depth),
    };

    /// <summary>The same but for a few places.</summary>
    public static JsonNode? Changed(JsonNode? node, Random random, int depth)
    {
        if (random.Next(8) == 0) return Any(random, depth);
        switch (node)
        {
            case JsonObject map:
                var entries = map.Where(_ => random.Next(8) > 0).Select(e => KeyValuePair.Create(e.Key, Changed(e.Value, random, depth - 1))).ToList();
                var changed = new JsonObject(entries);
                if (random.Next(4) == 0) changed[Keys[random.Next(Keys.Length)]] = Any(random, depth - 1);
                return changed;
            case JsonArray list:
                var items = list.Where(_ => random.Next(8) > 0).Select(i => Changed(i, random, depth - 1)).ToArray();
                if (random.Next(4) == 0) random.Shuffle(items);
                return new JsonArray([.. items, .. random.Next(4) == 0 ? [Any(random, depth - 1)] : Array.Empty<JsonNode?>()]);
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>One of many ways to write it in YAML.</summary>
    public static string AsYaml(JsonNode? node, Random random)
    {
        var text = new StringBuilder();
        Write(text, node, random);
        return text.ToString();
    }

    public static string Respelled(decimal value, Random random)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        if (random.Next(3) == 0) text = text.Contains('.', StringComparison.Ordinal) ? text + "0" : text + ".0";
        if (random.Next(3) == 0) text = (value * 10).ToString(CultureInfo.InvariantCulture) + "e-1";
        if (random.Next(3) == 0) text = text[0] == '-' ? "-00" + text[1..] : "+0" + text;
        return text;
    }

    private static JsonNode Number(decimal value) =>
        CanonicalNumber.TryRead(value.ToString(CultureInfo.InvariantCulture), out var canonical) ? JsonNode.Parse(canonical)! : throw new ArgumentException($"{value} is not read.");

    private static JsonArray Named(Random random, int depth)
    {
        string[] names = ["http", "admin", "a b", "0", "x]", "metrics"];
        random.Shuffle(names);
        return new JsonArray([.. names.Take(random.Next(5)).Select(name =>
        {
            var map = Map(random, depth - 1);
            map["name"] = name;
            return map;
        })]);
    }

    private static void Write(StringBuilder text, JsonNode? node, Random random)
    {
        switch (node)
        {
            case JsonObject map:
                var entries = map.ToArray();
                random.Shuffle(entries);
                text.Append('{');
                foreach (var (key, value) in entries)
                {
                    WriteText(text, key, random);
                    Write(text.Append(": "), value, random);
                    text.Append(random.Next(2) == 0 ? ", " : " ,");
                }

                text.Append('}');
                break;
            case JsonArray list:
                text.Append('[');
                foreach (var item in list)
                {
                    Write(text, item, random);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            case null:
                text.Append(random.Next(2) == 0 ? "null" : "~");
                break;
            case var value when value.GetValueKind() == JsonValueKind.String:
                WriteText(text, value.GetValue<string>(), random);
                break;
            case var value when value.GetValueKind() == JsonValueKind.Number:
                text.Append(Respelled(decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture), random));
                break;
            default:
                text.Append(random.Next(2) == 0 ? node.ToJsonString() : node.ToJsonString().ToUpperInvariant());
                break;
        }
    }

    private static void WriteText(StringBuilder text, string value, Random random) =>
        text.Append(random.Next(2) == 0 && !value.Any(char.IsControl) && !value.Contains('\u2028', StringComparison.Ordinal)
            ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"
            : JsonSerializer.Serialize(value));
}
