using Google.Protobuf.Reflection;

namespace Tracker.Server.Catalog;

/// <summary>What differs between two states of an entry.</summary>
public static class CatalogChanges
{
    private static readonly IReadOnlyList<FieldDescriptor> Fields =
        [.. CatalogEntry.Descriptor.Fields.InDeclarationOrder().Where(f => f.Name is not ("name" or "created_at" or "updated_at"))];

    /// <summary>The fields that differ, by their names in the contract.</summary>
    public static IReadOnlyList<string> Between(CatalogEntry before, CatalogEntry after) =>
        [.. Fields.Where(f => !Equals(f.Accessor.GetValue(before), f.Accessor.GetValue(after))).Select(f => f.Name)];
}
