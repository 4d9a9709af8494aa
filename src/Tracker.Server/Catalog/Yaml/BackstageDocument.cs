using Tracker.Protocol.Catalogs;
using Tracker.Server.Operations;

namespace Tracker.Server.Catalog.Yaml;

/// <summary>
/// Backstage's catalog-info: what of it the catalog knows. Fields that are not listed here are Backstage's own and left alone.
/// </summary>
internal static class BackstageDocument
{
    private static readonly string[] Versions = ["backstage.io/v1alpha1", "backstage.io/v1beta1"];

    private static readonly string[] Taken = ["Component", "API", "Resource", "System"];

    public static bool Is(YamlMap root) => root["apiVersion"] is not null && root["kind"] is not null;

    public static Declaration Read(int document, YamlMap root)
    {
        var kind = root.Scalar("kind")?.Text ?? throw new YamlException(root.Line, "kind must be a text.");
        var version = root.Scalar("apiVersion")?.Text ?? "";
        var metadata = root.Map("metadata") ?? throw new YamlException(root.Line, "metadata is required, with a name.");
        var given = metadata.Scalar("name") ?? throw new YamlException(metadata.Line, "metadata.name is required.");
        var name = NameOf(metadata.Scalar("namespace")?.Text ?? "default", given.Text);
        if (version.Split('/')[0] is var group && group != "backstage.io" && !group.EndsWith(".backstage.io", StringComparison.Ordinal)) throw new YamlException(root["apiVersion"]!.Line, $"apiVersion \"{version}\" is not one of {string.Join(", ", Versions)}.");
        if (!Versions.Contains(version) || !Taken.Contains(kind))
        {
            return Declaration.Skip(document, root.Line, name, $"{kind} of {version} is not taken; taken are {string.Join(", ", Taken)} of {string.Join(" and ", Versions)}.");
        }

        var values = new Fields();
        values.Set("name", given.Line, e => e.Name = name);
        ReadMetadata(metadata, values);
        if (root.Map("spec") is { } spec) ReadSpec(kind, spec, values);
        return new(document, root.Line, values.Lines, values.Entry) { Rank = kind == "Component" ? 0 : 1 };
    }

    /// <summary>Backstage has each name once in every kind, the catalog once in all.</summary>
    public static Declaration GiveWay(Declaration to, Declaration other) =>
        Declaration.Skip(other.Document, other.Line, other.Name, $"document {to.Document} has this name already, and the catalog has each name once.");

    private static void ReadMetadata(YamlMap metadata, Fields values)
    {
        if ((metadata.Scalar("description") ?? metadata.Scalar("title")) is { } words) values.Set("description", words.Line, e => e.Description = words.Text.Trim());
        if (metadata["tags"] is { } tags) values.Set("tags", tags.Line, e => e.Tags.Add(Texts(tags, "metadata.tags")));
        if (metadata.Map("annotations") is { } annotations && Repository(annotations) is var (line, url)) values.Set("repository", line, e => e.Repository = url);
        if (metadata["links"] is not YamlList links) return;
        foreach (var link in links.Items.OfType<YamlMap>())
        {
            if (link.Scalar("url") is not { } address) continue;
            var title = link.Scalar("title")?.Text ?? "";
            var hint = string.Join(' ', link.Scalar("type")?.Text, link.Scalar("icon")?.Text, title, address.Text);
            if (hint.Contains("dashboard", StringComparison.OrdinalIgnoreCase) || KindOf(address.Text) != DashboardType.Custom)
            {
                values.Set("dashboard_links", address.Line, e => e.DashboardLinks.Add(new DashboardLink { Type = KindOf(address.Text), Name = title, Url = address.Text }));
            }
            else if (values.Entry.Link.Length == 0)
            {
                values.Set("link", address.Line, e => e.Link = address.Text);
            }
        }
    }

    private static void ReadSpec(string kind, YamlMap spec, Fields values)
    {
        if (kind == "Component" && spec.Scalar("type") is { } type && TypeOf(type.Text) is { } known) values.Set("type", type.Line, e => e.Type = known);
        if (spec.Scalar("lifecycle") is { } lifecycle) values.Set("lifecycle", lifecycle.Line, e => e.Lifecycle = lifecycle.Text);
        if (spec.Scalar("owner") is { } owner) values.Set("owner", owner.Line, e => e.Owner = Reference(owner.Text));
        if (spec.Scalar("system") is { } system) values.Set("system", system.Line, e => e.System = Reference(system.Text));
        AddAll("dependencies_out", e => e.DependenciesOut, "dependsOn", "consumesApis");
        // Who offers an interface is what the interface hangs on.
        AddAll("dependencies_in", e => e.DependenciesIn, "dependencyOf", "providesApis");

        void AddAll(string field, Func<CatalogEntry, ICollection<string>> names, params string[] keys)
        {
            foreach (var key in keys)
            {
                if (spec[key] is not { } list) continue;
                values.Set(field, list.Line, e =>
                {
                    foreach (var name in Texts(list, "spec." + key).Select(Reference).Where(n => !names(e).Contains(n))) names(e).Add(name);
                });
            }
        }
    }

    private static CatalogType? TypeOf(string type) => type switch
    {
        "service" or "website" => CatalogType.Project,
        "library" => CatalogType.Library,
        _ => null,
    };

    private static (int Line, string Url)? Repository(YamlMap annotations)
    {
        if (annotations.Scalar("github.com/project-slug") is { } github) return (github.Line, "https://github.com/" + github.Text);
        if (annotations.Scalar("gitlab.com/project-slug") is { } gitlab) return (gitlab.Line, "https://gitlab.com/" + gitlab.Text);
        return annotations.Scalar("backstage.io/source-location") is { } source && source.Text.StartsWith("url:", StringComparison.Ordinal)
            ? (source.Line, source.Text["url:".Length..])
            : null;
    }

    private static DashboardType KindOf(string url) =>
        EnumNames.All<DashboardType>().FirstOrDefault(t => url.Contains(t.Name, StringComparison.OrdinalIgnoreCase), (Value: DashboardType.Custom, Name: "")).Value;

    /// <summary><c>[kind:][namespace/]name</c>.</summary>
    private static string Reference(string text)
    {
        var plain = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return plain.Split('/', 2) is [var space, var name] ? NameOf(space, name) : plain;
    }

    private static string NameOf(string space, string name) => space.Equals("default", StringComparison.OrdinalIgnoreCase) ? name : $"{space}/{name}";

    private static IEnumerable<string> Texts(YamlNode node, string path) => node switch
    {
        YamlScalar { IsNull: true } => [],
        YamlList list => list.Items.Select(i => i is YamlScalar { IsNull: false } s ? s.Text : throw new YamlException(i.Line, $"{path} must be a list of texts.")),
        _ => throw new YamlException(node.Line, $"{path} must be a list of texts."),
    };

    private sealed class Fields
    {
        public CatalogEntry Entry { get; } = new();

        public Dictionary<string, int> Lines { get; } = [];

        public void Set(string field, int line, Action<CatalogEntry> set)
        {
            Lines.TryAdd(field, line);
            set(Entry);
        }
    }
}
