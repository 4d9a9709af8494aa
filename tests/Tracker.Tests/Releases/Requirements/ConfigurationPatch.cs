using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tracker.Server.Releases.Requirements;

namespace Tracker.Tests.Releases.Requirements;

/// <summary>Does what changes say, by nothing but their texts.</summary>
internal static partial class ConfigurationPatch
{
    public static JsonNode Apply(string before, IReadOnlyList<ConfigurationChange> changes)
    {
        var root = JsonNode.Parse(before)!;
        foreach (var change in changes.Where(c => c.After is not null && !IsOrder(c))) Set(root, change);
        // From the end: what is removed from a list moves what comes behind it.
        foreach (var change in changes.Where(c => c.After is null).Reverse()) Remove(root, change);
        foreach (var change in changes.Where(IsOrder)) Reorder(root, change);
        return root;
    }

    private static bool IsOrder(ConfigurationChange change) => change.Path.EndsWith("[].name", StringComparison.Ordinal);

    private static void Set(JsonNode root, ConfigurationChange change)
    {
        var (parent, last) = Parent(root, change.Path);
        var value = JsonNode.Parse(change.After!);
        switch (parent, last)
        {
            case (JsonObject map, Key key):
                Assert.Equal(change.Before is not null, map.ContainsKey(key.Name));
                map[key.Name] = value;
                break;
            case (JsonArray list, Index index) when index.At < list.Count:
                Assert.NotNull(change.Before);
                list[index.At] = value;
                break;
            case (JsonArray list, _):
                Assert.Null(change.Before);
                list.Add(value);
                break;
            default:
                throw new ArgumentException(change.Path);
        }
    }

    private static void Remove(JsonNode root, ConfigurationChange change)
    {
        var (parent, last) = Parent(root, change.Path);
        if (parent is JsonObject map) Assert.True(map.Remove(((Key)last).Name));
        else parent!.AsArray().RemoveAt(last is Index index ? index.At : parent.AsArray().IndexOf(Step(parent, last)));
    }

    private static void Reorder(JsonNode root, ConfigurationChange change)
    {
        var list = Parts(change.Path[..^"[].name".Length]).Aggregate((JsonNode?)root, Step)!.AsArray();
        var items = list.ToDictionary(i => i!["name"]!.GetValue<string>());
        list.Clear();
        foreach (var name in JsonSerializer.Deserialize<string[]>(change.After!)!) list.Add(items[name]);
    }

    private static (JsonNode? Parent, object Last) Parent(JsonNode root, string path)
    {
        var parts = Parts(path);
        return (parts[..^1].Aggregate((JsonNode?)root, Step), parts[^1]);
    }

    private static JsonNode? Step(JsonNode? node, object part) => part switch
    {
        Key key => node![key.Name],
        Index index => node![index.At],
        Named named => node!.AsArray().Single(i => i!["name"]!.GetValue<string>() == named.Name),
        _ => throw new ArgumentException($"{part}"),
    };

    private static List<object> Parts(string path)
    {
        var parts = new List<object>();
        for (var rest = path; rest.Length > 0;)
        {
            var match = Part().Match(rest);
            Assert.True(match.Success, path);
            parts.Add(match switch
            {
                _ when match.Groups["index"].Success => new Index(int.Parse(match.Groups["index"].Value)),
                _ when match.Groups["name"].Success => new Named(Text(match.Groups["name"].Value)),
                _ => new Key(Text(match.Groups["key"].Value)),
            });
            rest = rest[match.Length..];
        }

        return parts;
    }

    private static string Text(string written) => written[0] == '"' ? JsonSerializer.Deserialize<string>(written)! : written;

    [GeneratedRegex("""\A(\[(?<index>[0-9]+)\]|\[name=(?<name>[A-Za-z0-9_-]+|"([^"\\]|\\.)*")\]|\[(?<key>"([^"\\]|\\.)*")\]|\.?(?<key>[A-Za-z0-9_-]+))""", RegexOptions.ExplicitCapture)]
    private static partial Regex Part();

    private sealed record Key(string Name);

    private sealed record Index(int At);

    private sealed record Named(string Name);
}
