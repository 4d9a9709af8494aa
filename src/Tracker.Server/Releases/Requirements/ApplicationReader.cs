using System.Text.Json.Nodes;
using Tracker.Server.Releases.Versions;

namespace Tracker.Server.Releases.Requirements;

/// <summary>Gives an application's entry, and what its group shares, their meaning.</summary>
internal sealed class ApplicationReader(ApplicationName name, YamlMap? shared, Place at, YamlMap? entry)
{
    private const int MaxDepends = 200;
    private const int MaxEnvironments = 50;

    public ApplicationRequirements Read()
    {
        CheckPlaces();
        var label = LabelOf(entry?[KnownKey.ImageTag.Name] ?? throw new RequirementsException(at, $"{name.Name} needs imageTag: {KnownKey.ImageTag.Takes}."));
        var overlays = Overlays();
        return new(
            name,
            ApplicationImage.Of(name, Text(shared, KnownKey.ContainerRepository), Text(shared, KnownKey.ContainerOwner)),
            label,
            Depends(),
            OmitFromDeploy(),
            OmitFromNamespaces(),
            [.. overlays.Select(o => o.Key.Text).Order(StringComparer.Ordinal)],
            CanonicalJson.Of(Configuration(label)));
    }

    // A key that has a meaning elsewhere would be taken for one that has it here.
    private void CheckPlaces()
    {
        foreach (var (key, _) in shared?.Entries ?? [])
        {
            if (KnownKey.All.Any(k => k.Name == key.Text && !k.InGroup)) throw new RequirementsException(key.At, $"{key.Text} belongs in an application's entry, not in {ApplicationName.GroupKey}.");
        }

        foreach (var (key, _) in entry?.Entries ?? [])
        {
            if (key.Text == ApplicationName.GroupKey || KnownKey.All.Any(k => k.Name == key.Text && !k.InApplication))
            {
                throw new RequirementsException(key.At, $"{key.Text} does not belong in an application's entry: what a group shares is its key {ApplicationName.GroupKey}, beside the applications.");
            }
        }
    }

    private static ContainerLabel LabelOf(YamlNode node)
    {
        // As it is written: 1.10 is not the number 1.1.
        var text = node is YamlScalar scalar ? scalar.Text : throw Takes(node, KnownKey.ImageTag);
        return ContainerLabel.TryParse(text, out var label, out var wrong) ? label : throw new RequirementsException(node.At, "imageTag: " + wrong);
    }

    private IReadOnlyList<ApplicationName> Depends()
    {
        // Everything in a group may depend on one that is in it; that one does not depend on itself.
        var all = Texts(shared, KnownKey.Depends).Select(Application).Where(d => d != name).ToHashSet();
        foreach (var text in Texts(entry, KnownKey.Depends))
        {
            if (!all.Add(Application(text)) || Application(text) != name) continue;
            throw new RequirementsException(text.At, $"{name} cannot depend on itself.");
        }

        return all.Count <= MaxDepends
            ? [.. all.OrderBy(d => d.ToString(), StringComparer.Ordinal)]
            : throw new RequirementsException(at, $"{name} may depend on at most {MaxDepends} applications.");
    }

    private bool OmitFromDeploy() =>
        (entry?[KnownKey.OmitFromDeploy.Name] is { } own && (CoreSchema.Boolean(own) ?? throw Takes(own, KnownKey.OmitFromDeploy)))
        | Texts(shared, KnownKey.OmitFromDeploy).Select(Application).ToList().Contains(name);

    private IReadOnlyList<string> OmitFromNamespaces()
    {
        var all = Texts(shared, KnownKey.OmitFromNamespaces).Concat(Texts(entry, KnownKey.OmitFromNamespaces)).Select(EnvironmentName).ToHashSet(StringComparer.Ordinal);
        return all.Count <= MaxEnvironments
            ? [.. all.Order(StringComparer.Ordinal)]
            : throw new RequirementsException(at, $"omitFromNamespaces of {name} and its group may have at most {MaxEnvironments} environments.");
    }

    private static string EnvironmentName(YamlScalar text) => ApplicationName.IsPart(text.Text)
        ? text.Text
        : throw new RequirementsException(text.At, $"\"{ApplicationName.Shown(text.Text)}\" is not the name of an environment; allowed are {ApplicationName.Allowed}.");

    private IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Overlays()
    {
        if (entry?[KnownKey.Environments.Name] is not { } node) return [];
        var overlays = node is YamlMap { Entries: var entries } ? entries : throw Takes(node, KnownKey.Environments);
        if (overlays.Count > MaxEnvironments) throw new RequirementsException(node.At, $"there may be at most {MaxEnvironments} environments.");
        foreach (var (key, value) in overlays)
        {
            var environment = EnvironmentName(key);
            if (value is not (YamlMap or YamlScalar { IsNull: true })) throw new RequirementsException(value.At, $"environments.{environment} must be a map of what is different there.");
            foreach (var inner in (value as YamlMap)?.Entries.Select(e => e.Key) ?? [])
            {
                if (inner.Text == ApplicationName.GroupKey || KnownKey.All.Any(k => k.Name == inner.Text))
                {
                    throw new RequirementsException(inner.At, $"{inner.Text} cannot be different in an environment.");
                }
            }
        }

        return overlays;
    }

    private JsonObject Configuration(ContainerLabel label)
    {
        // Empty keys that Tracker gives a meaning mean the same as none.
        var configuration = CoreSchema.ToJson(entry!.Entries.Where(e => e.Value is not YamlScalar { IsNull: true } || KnownKey.All.All(k => k.Name != e.Key.Text)));
        configuration[KnownKey.ImageTag.Name] = label.Text;
        foreach (var key in new[] { KnownKey.Depends, KnownKey.OmitFromNamespaces })
        {
            if (entry[key.Name] is not null) configuration[key.Name] = new JsonArray([.. Texts(entry, key).Select(t => (JsonNode)t.Text)]);
        }

        var rest = CoreSchema.ToJson(shared?.Entries.Where(e => KnownKey.All.All(k => k.Name != e.Key.Text)) ?? []);
        if (rest.Count > 0) configuration[ApplicationName.GroupKey] = rest;
        return configuration;
    }

    private ApplicationName Application(YamlScalar text) =>
        ApplicationName.TryParse(text.Text.Contains('.', StringComparison.Ordinal) ? text.Text : $"{name.Group}.{text.Text}", out var application, out var wrong)
            ? application
            : throw new RequirementsException(text.At, wrong);

    private static YamlScalar? Text(YamlMap? map, KnownKey key) => map?[key.Name] switch
    {
        null => null,
        YamlScalar text => text,
        var other => throw Takes(other, key),
    };

    private static IEnumerable<YamlScalar> Texts(YamlMap? map, KnownKey key) => map?[key.Name] switch
    {
        null => [],
        YamlList list => list.Items.Select(i => i is YamlScalar { IsNull: false } text ? text : throw Takes(i, key)),
        var other => throw Takes(other, key),
    };

    private static RequirementsException Takes(YamlNode node, KnownKey key) => new(node.At, $"{key.Name} takes {key.Takes}.");
}
