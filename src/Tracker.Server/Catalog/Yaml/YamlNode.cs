namespace Tracker.Server.Catalog.Yaml;

/// <summary>A piece of a YAML document, and the line that it begins on.</summary>
internal abstract record YamlNode(int Line);

/// <param name="IsNull">Whether it stands for nothing: <c>null</c>, <c>~</c> or no text at all, without quotes.</param>
internal sealed record YamlScalar(int Line, string Text, bool IsNull) : YamlNode(Line);

internal sealed record YamlList(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line);

internal sealed record YamlMap(int Line, IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries) : YamlNode(Line)
{
    public YamlNode? this[string key] => Entries.FirstOrDefault(e => e.Key.Text == key).Value;

    public YamlMap? Map(string key) => this[key] as YamlMap;

    /// <summary>The text of an entry; null when there is none.</summary>
    public YamlScalar? Scalar(string key) => this[key] is YamlScalar { IsNull: false } scalar ? scalar : null;
}

/// <summary>The text is not what is asked for; the message says where.</summary>
internal sealed class YamlException(int line, string message) : Exception(message)
{
    public int Line => line;
}
