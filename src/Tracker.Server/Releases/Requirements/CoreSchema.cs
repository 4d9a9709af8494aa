using System.Text.Json.Nodes;

namespace Tracker.Server.Releases.Requirements;

/// <summary>
/// What plain scalars mean by YAML 1.2's core schema: <c>yes</c> is a text and <c>010</c> the number ten. What JSON has no number for
/// (<c>.inf</c>, <c>.nan</c>) is a text.
/// </summary>
internal static class CoreSchema
{
    public static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlScalar scalar => Value(scalar),
        YamlList list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlMap map => ToJson(map.Entries),
        _ => throw new ArgumentException($"{node.GetType()} is no YAML.", nameof(node)),
    };

    public static JsonObject ToJson(IEnumerable<KeyValuePair<YamlScalar, YamlNode>> entries) =>
        new(entries.Select(e => KeyValuePair.Create(e.Key.Text, ToJson(e.Value))));

    public static bool? Boolean(YamlNode node) => node is not YamlScalar { IsPlain: true, Text: var text } ? null : text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    private static JsonNode? Value(YamlScalar scalar)
    {
        if (scalar.IsNull) return null;
        if (Boolean(scalar) is { } boolean) return boolean;
        return scalar.IsPlain && CanonicalNumber.TryRead(scalar.Text, out var number) ? JsonNode.Parse(number) : scalar.Text;
    }
}
