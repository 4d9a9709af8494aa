using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tracker.Server.Releases.Requirements;

/// <summary>What changed from one configuration to another.</summary>
/// <param name="Changes">The first of them, by path in the order of the keys.</param>
/// <param name="More">How many there are besides.</param>
public sealed record ConfigurationDiff(IReadOnlyList<ConfigurationChange> Changes, int More)
{
    public const int MaxShown = 200;

    /// <param name="before">Canonical JSON, as <see cref="ApplicationRequirements"/> has it; null when there was none.</param>
    /// <param name="after">Likewise.</param>
    /// <param name="most">How many changes are told one by one.</param>
    public static ConfigurationDiff Between(string? before, string after, int most = MaxShown)
    {
        using var left = JsonDocument.Parse(before ?? "{}");
        using var right = JsonDocument.Parse(after);
        var differences = new Differences(most);
        differences.Compare(ConfigurationPath.Root, left.RootElement, right.RootElement);
        return new(differences.Changes, differences.More);
    }

    private sealed class Differences(int most)
    {
        public List<ConfigurationChange> Changes { get; } = [];

        public int More { get; private set; }

        public void Compare(ConfigurationPath path, JsonElement before, JsonElement after)
        {
            if (JsonMarshal.GetRawUtf8Value(before).SequenceEqual(JsonMarshal.GetRawUtf8Value(after))) return;
            switch (before.ValueKind, after.ValueKind)
            {
                case (JsonValueKind.Object, JsonValueKind.Object):
                    CompareMaps(path, before, after);
                    break;
                case (JsonValueKind.Array, JsonValueKind.Array) when NamedItems.Of(before) is { } left && NamedItems.Of(after) is { } right:
                    CompareNamed(path, left, right);
                    break;
                case (JsonValueKind.Array, JsonValueKind.Array):
                    CompareLists(path, before, after);
                    break;
                default:
                    Add(path, before.GetRawText(), after.GetRawText());
                    break;
            }
        }

        private void CompareMaps(ConfigurationPath path, JsonElement before, JsonElement after)
        {
            var (left, right) = (before.EnumerateObject().ToDictionary(p => p.Name, p => p.Value), after.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));
            foreach (var key in left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)) CompareEntries(path.Key(key), left, right, key);
        }

        private void CompareLists(ConfigurationPath path, JsonElement before, JsonElement after)
        {
            var (left, right) = (before.EnumerateArray().ToList(), after.EnumerateArray().ToList());
            for (var i = 0; i < Math.Max(left.Count, right.Count); i++)
            {
                if (i < left.Count && i < right.Count) Compare(path.At(i), left[i], right[i]);
                else Add(path.At(i), i < left.Count ? left[i].GetRawText() : null, i < right.Count ? right[i].GetRawText() : null);
            }
        }

        // Those that stay keep their order and new ones come behind them; whatever else the order is, is told as a change of its own.
        private void CompareNamed(ConfigurationPath path, NamedItems before, NamedItems after)
        {
            foreach (var name in before.Names.Union(after.Names)) CompareEntries(path.Named(name), before.ByName, after.ByName, name);
            var expected = before.Names.Where(after.ByName.ContainsKey).Concat(after.Names.Where(n => !before.ByName.ContainsKey(n)));
            if (!expected.SequenceEqual(after.Names)) Add(path.Order, before.NamesText, after.NamesText);
        }

        private void CompareEntries(ConfigurationPath path, Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, string key)
        {
            if (before.TryGetValue(key, out var left) & after.TryGetValue(key, out var right)) Compare(path, left, right);
            else Add(path, left.ValueKind == JsonValueKind.Undefined ? null : left.GetRawText(), right.ValueKind == JsonValueKind.Undefined ? null : right.GetRawText());
        }

        private void Add(ConfigurationPath path, string? before, string? after)
        {
            if (Changes.Count < most) Changes.Add(new(path.ToString(), before, after));
            else More++;
        }
    }

    /// <summary>A list of maps that each have a name of their own, as containers, ports and variables have.</summary>
    private sealed record NamedItems(IReadOnlyList<string> Names, Dictionary<string, JsonElement> ByName)
    {
        public string NamesText => CanonicalJson.Of(new JsonArray([.. Names.Select(n => (JsonNode)n)]));

        public static NamedItems? Of(JsonElement list)
        {
            var (names, byName) = (new List<string>(), new Dictionary<string, JsonElement>());
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("name", out var value) || value.ValueKind != JsonValueKind.String) return null;
                var name = value.GetString()!;
                if (name.Length > YamlReader.MaxKey || !byName.TryAdd(name, item)) return null;
                names.Add(name);
            }

            return new(names, byName);
        }
    }
}
