using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Mcp;

/// <summary>What an assistant gave with its question.</summary>
internal sealed class McpArguments(IEnumerable<KeyValuePair<string, JsonElement>> given)
{
    private readonly Dictionary<string, string> _texts = given
        .Where(g => g.Value.ValueKind is not JsonValueKind.Null)
        .ToDictionary(g => g.Key, g => Column.TextOf(g.Value), StringComparer.Ordinal);

    public string? this[string name] => _texts.GetValueOrDefault(name);

    /// <summary>Why a tool cannot be asked so; null when it can.</summary>
    public string? Missing(McpTool tool) =>
        tool.Parameters.FirstOrDefault(p => p.IsRequired && string.IsNullOrEmpty(this[p.Name])) is { } missing ? $"{missing.Name} is required: {missing.Description}" : null;

    /// <summary>As one part of a path.</summary>
    public string Part(string name) => ApiPath.Part(this[name] ?? "");
}
