namespace Tracker.Server.Releases.Requirements;

/// <summary>A piece of the file. What an alias stands for is in the tree more than once.</summary>
/// <param name="Height">Levels from here down, this one included.</param>
/// <param name="Weight">Characters and nodes in all of it, as often as they are in the tree.</param>
internal abstract record YamlNode(Place At, int Height, int Weight);

/// <param name="IsPlain">Whether it stands without quotes, so that it can be a number or nothing.</param>
internal sealed record YamlScalar(Place At, string Text, bool IsPlain) : YamlNode(At, 1, Text.Length + 1)
{
    public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");
}

internal sealed record YamlList(Place At, IReadOnlyList<YamlNode> Items, int Height, int Weight) : YamlNode(At, Height, Weight);

internal sealed record YamlMap(Place At, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries, int Height, int Weight) : YamlNode(At, Height, Weight)
{
    /// <summary>What stands under a key; null also when that is nothing.</summary>
    public YamlNode? this[string key] => Entries.FirstOrDefault(e => e.Key.Text == key).Value is { } node and not YamlScalar { IsNull: true } ? node : null;
}
