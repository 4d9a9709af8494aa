using System.Collections;

namespace Tracker.Server.Catalog.Yaml;

/// <summary>What a document says about one entry: the values of the fields that it names, and no more.</summary>
/// <param name="Document">The document's number, from 1.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Fields">The fields it names and the lines they are on.</param>
/// <param name="Values">An entry with these fields set.</param>
/// <param name="Skipped">Why the catalog does not take it; null when it does.</param>
internal sealed record Declaration(int Document, int Line, IReadOnlyDictionary<string, int> Fields, CatalogEntry Values, string? Skipped = null)
{
    public string Name => Values.Name;

    /// <summary>Of two with one name, the lower is the entry and the higher is skipped; two of the lowest are a mistake.</summary>
    public int Rank { get; init; }

    public static Declaration Skip(int document, int line, string name, string reason) =>
        new(document, line, new Dictionary<string, int>(), new() { Name = name }, reason);

    /// <summary>The stored entry, or a new one, with the declared fields replaced.</summary>
    public CatalogEntry ApplyTo(CatalogEntry? stored)
    {
        var entry = stored?.Clone() ?? new CatalogEntry { Name = Name };
        foreach (var name in Fields.Keys)
        {
            var accessor = CatalogEntry.Descriptor.FindFieldByName(name).Accessor;
            accessor.Clear(entry);
            switch (accessor.GetValue(Values))
            {
                case IList list:
                    var to = (IList)accessor.GetValue(entry);
                    foreach (var item in list) to.Add(item);
                    break;
                case { } value:
                    accessor.SetValue(entry, value);
                    break;
            }
        }

        return entry;
    }

    /// <summary>Why the declared values may not be stored, with the place of the field that is wrong; null when they may.</summary>
    public string? Check()
    {
        if (Skipped is not null || (CatalogRules.Check(Values) ?? CatalogRules.CheckLimits(Values)) is not { Message: var message }) return null;
        var field = message[..message.AsSpan().IndexOfAny(".[: ")];
        return At(Document, Fields.GetValueOrDefault(field, Line), message);
    }

    public static string At(int document, int line, string message) => $"document {document}, line {line}: {message}";
}
