using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tracker.Server.Operations;

/// <summary>The settings do not allow a start; the message lists every reason, each naming its key.</summary>
public sealed class SettingsException(IReadOnlyList<string> errors)
    : Exception("Tracker cannot start with these settings:\n" + string.Join('\n', errors.Select(e => "  " + e)))
{
    public IReadOnlyList<string> Errors => errors;
}

/// <summary>What is set, and where: a file, the environment and flags, in that order of growing precedence.</summary>
public sealed class Settings
{
    private readonly Dictionary<string, (string Text, string Source)> _values;

    private Settings(Dictionary<string, (string, string)> values) => _values = values;

    public T Get<T>(Setting<T> setting) => _values.TryGetValue(setting.Key, out var v) ? setting.Parse(v.Text) : setting.Default;

    public bool IsSet(Setting setting) => _values.ContainsKey(setting.Key);

    /// <summary>Key, value as it may be shown, and where it comes from; for <c>config check</c> and the log.</summary>
    public IEnumerable<(string Key, string Value, string Source)> Describe(IEnumerable<Setting> known) => known.Select(s =>
        _values.TryGetValue(s.Key, out var v)
            ? (s.Key, s.Secret ? "(set, not shown)" : v.Text, v.Source)
            : (s.Key, s.DefaultText ?? "(not set)", "default"));

    /// <exception cref="SettingsException">Something is set that is not known or not allowed.</exception>
    public static Settings Load(
        IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment, string directory, IReadOnlyList<Setting> known)
    {
        var errors = new List<string>();
        var values = new Dictionary<string, (string, string)>();
        var flags = ReadFlags(args, known, errors, out var configFile);
        configFile ??= environment.GetValueOrDefault("TRACKER_CONFIG");

        foreach (var (key, text) in ReadFile(configFile, directory, errors, out var file))
        {
            if (known.Any(s => s.Key == key)) values[key] = (text, file);
            else errors.Add($"{key.ToLowerInvariant()} (in {file}) is not a setting{Suggest(key, known)}.");
        }

        foreach (var setting in known)
        {
            // An empty variable is how compose files and shells say "not set".
            if (environment.GetValueOrDefault(setting.Key) is { Length: > 0 } text) values[setting.Key] = (text, "environment");
        }

        foreach (var (key, text) in flags) values[key] = (text, "flag");

        foreach (var setting in known)
        {
            if (values.TryGetValue(setting.Key, out var v) && !setting.Accepts(v.Item1))
            {
                var shown = setting.Secret ? "what is set" : $"\"{v.Item1}\"";
                errors.Add($"{setting.Key} ({v.Item2}): {shown} is not allowed; it may be {setting.Allowed}.");
            }
        }

        return errors.Count == 0 ? new Settings(values) : throw new SettingsException(errors);
    }

    private static Dictionary<string, string> ReadFlags(
        IReadOnlyList<string> args, IReadOnlyList<Setting> known, List<string> errors, out string? configFile)
    {
        configFile = null;
        var flags = new Dictionary<string, string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, text) = args[i].Split('=', 2) is [var n, var t] ? (n, t) : (args[i], null);
            if (name == "--config")
            {
                configFile = text ?? (i + 1 < args.Count ? args[++i] : "");
                continue;
            }

            var setting = known.FirstOrDefault(s => s.Flag == name);
            if (setting is null)
            {
                errors.Add($"{name} is not a flag{Suggest(name.TrimStart('-').Replace('-', '_').ToUpperInvariant(), known)}.");
                continue;
            }

            if (text is null && setting is Setting<bool>) text = "true";
            text ??= i + 1 < args.Count ? args[++i] : "";
            flags[setting.Key] = text;
        }

        return flags;
    }

    private static IEnumerable<(string Key, string Text)> ReadFile(string? named, string directory, List<string> errors, out string file)
    {
        file = named ?? "tracker.yaml";
        var path = Path.Combine(directory, file);
        if (!File.Exists(path))
        {
            if (named is not null) errors.Add($"TRACKER_CONFIG: there is no file \"{named}\".");
            return [];
        }

        try
        {
            var yaml = new YamlStream();
            using (var reader = File.OpenText(path)) yaml.Load(reader);
            return yaml.Documents.Count == 0 ? [] : Flatten("", yaml.Documents[0].RootNode).ToList();
        }
        catch (YamlException e)
        {
            errors.Add($"{file}, line {e.Start.Line}, column {e.Start.Column}: {e.Message}");
            return [];
        }
        catch (InvalidOperationException)
        {
            // The reader's own way of giving up on some broken files.
            errors.Add($"{file} is not valid YAML.");
            return [];
        }
    }

    /// <summary><c>http: { port: 1 }</c> and <c>http_port: 1</c> say the same; lists become comma-separated.</summary>
    private static IEnumerable<(string, string)> Flatten(string prefix, YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(c =>
            Flatten(prefix.Length == 0 ? c.Key.ToString() : prefix + "_" + c.Key, c.Value)),
        YamlSequenceNode list => [(prefix.ToUpperInvariant(), string.Join(',', list.Children.Select(c => c.ToString())))],
        YamlScalarNode { Value: { Length: > 0 } text } when prefix.Length > 0 => [(prefix.ToUpperInvariant(), text)],
        _ => [],
    };

    private static string Suggest(string key, IReadOnlyList<Setting> known) =>
        NearestName.Of(key, known.Select(s => s.Key)) is { } nearest ? $"; did you mean {nearest}?" : "";
}
