using Tracker.Server.Operations;

namespace Tracker.Server.Catalog.Yaml;

/// <summary>Our own form: an entry's fields by their names in the contract, or several such under <c>catalogs</c>.</summary>
internal static class PlainDocument
{
    public static IEnumerable<Declaration> Read(int document, YamlMap root)
    {
        if (root["catalogs"] is not { } several) return [Entry(document, root)];
        if (root.Entries.Count > 1) throw new YamlException(root.Line, "beside catalogs nothing else may stand in a document.");
        if (several is not YamlList list) throw new YamlException(several.Line, "catalogs must be a list of entries.");
        return list.Items.Select(item => Entry(document, item as YamlMap ?? throw new YamlException(item.Line, "an entry of catalogs must be a mapping.")));
    }

    private static Declaration Entry(int document, YamlMap map)
    {
        var (values, fields) = (new CatalogEntry(), new Dictionary<string, int>());
        foreach (var (key, value) in map.Entries)
        {
            var field = YamlFields.Find(CatalogEntry.Descriptor, key.Text) ?? throw YamlFields.Unknown(CatalogEntry.Descriptor, key, key.Text);
            // Kept for what was copied from an answer of the server, which sets its own.
            if (field.Name is "created_at" or "updated_at") continue;
            if (!fields.TryAdd(field.Name, key.Line)) throw new YamlException(key.Line, $"{key.Text} stands here twice, in both spellings.");
            YamlFields.Set(values, field, value, field.Name);
        }

        return new(document, map.Line, fields, values);
    }
}
