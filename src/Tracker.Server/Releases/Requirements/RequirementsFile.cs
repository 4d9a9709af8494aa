using System.Diagnostics.CodeAnalysis;
using Tracker.Server.Operations;

namespace Tracker.Server.Releases.Requirements;

/// <summary>
/// The file in an application's repository that says what it requires: groups, in them applications, and beside these under
/// <c>group</c> what they share. docs/releases.md has it by example.
/// </summary>
public static class RequirementsFile
{
    public const int MaxBytes = YamlReader.MaxBytes;

    /// <summary>How many names an error tells.</summary>
    private const int MaxTold = 20;

    /// <summary>Reads one application's part. Mistakes in those of others are theirs, unless the file is not YAML at all.</summary>
    public static bool TryParse(
        string text, string group, string app, [NotNullWhen(true)] out ApplicationRequirements? requirements, [NotNullWhen(false)] out RequirementsError? error)
    {
        (requirements, error) = (null, null);
        try
        {
            requirements = Find(YamlReader.Read(text), group, app);
            return true;
        }
        catch (RequirementsException e)
        {
            error = e.Error;
            return false;
        }
    }

    private static ApplicationRequirements Find(YamlNode file, string group, string app)
    {
        if (file is not YamlMap groups) throw new RequirementsException(file.At, "the file must be a map from groups to their applications.");
        var (groupKey, inGroup) = Entry(groups.At, groups.Entries, "group", group);
        if (inGroup is not YamlMap apps) throw new RequirementsException(inGroup.At, $"{group} must be a map from applications to what they require.");
        var (appKey, entry) = Entry(groupKey.At, [.. apps.Entries.Where(e => e.Key.Text != ApplicationName.GroupKey)], "application", app);
        if (!ApplicationName.TryParse($"{group}.{app}", out var name, out var wrong)) throw new RequirementsException(appKey.At, wrong);
        var shared = apps[ApplicationName.GroupKey] switch
        {
            null => null,
            YamlMap map => map,
            var other => throw new RequirementsException(other.At, $"{ApplicationName.GroupKey} must be a map of what the applications of {group} share."),
        };
        return entry is YamlMap or YamlScalar { IsNull: true }
            ? new ApplicationReader(name, shared, appKey.At, entry as YamlMap).Read()
            : throw new RequirementsException(entry.At, $"{app} must be a map of what it requires.");
    }

    private static KeyValuePair<YamlScalar, YamlNode> Entry(Place at, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> entries, string what, string name)
    {
        if (entries.FirstOrDefault(e => e.Key.Text == name) is { Key: not null } entry) return entry;
        var names = entries.Select(e => e.Key.Text).ToList();
        var there = names.Count == 0 ? "there is none" : "there is " + string.Join(", ", names.Take(MaxTold).Select(ApplicationName.Shown)) + (names.Count > MaxTold ? $" and {names.Count - MaxTold} more" : "");
        var near = NearestName.Of(name, names) is { } nearest ? $"; did you mean {nearest}?" : ".";
        throw new RequirementsException(at, $"there is no {what} {name} in this file; {there}{near}");
    }
}
