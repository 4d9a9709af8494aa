using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tracker.Server.Releases.Requirements;

/// <summary>A path as <see cref="ConfigurationChange"/> writes it; made to a text only where something changed.</summary>
internal sealed partial class ConfigurationPath
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConfigurationPath? _parent;
    private readonly string _part;

    private ConfigurationPath(ConfigurationPath? parent, string part) => (_parent, _part) = (parent, part);

    public static ConfigurationPath Root { get; } = new(null, "");

    public ConfigurationPath Order => new(this, "[].name");

    public ConfigurationPath Key(string key) => new(this, Plain().IsMatch(key) ? (_parent is null ? "" : ".") + key : $"[{Quoted(key)}]");

    public ConfigurationPath At(int index) => new(this, $"[{index}]");

    public ConfigurationPath Named(string name) => new(this, $"[name={(Plain().IsMatch(name) ? name : Quoted(name))}]");

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var path = this; path is not null; path = path._parent) text.Insert(0, path._part);
        return text.ToString();
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Readable);

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
