using Tracker.Server.Operations;

namespace Tracker.Server.Catalog.Yaml;

/// <summary>Reads what a text of YAML declares, all of it or nothing.</summary>
internal static class CatalogDocuments
{
    public const int MaxEntries = 1000;

    /// <summary>How many mistakes are told at once.</summary>
    private const int MaxTold = 10;

    public static Outcome<IReadOnlyList<Declaration>> Read(string yaml)
    {
        List<(int Number, YamlNode Root)> documents;
        try
        {
            documents = YamlReader.Read(yaml);
        }
        catch (YamlException e)
        {
            return Failure.Invalid($"yaml, line {e.Line}: {e.Message}");
        }

        List<Declaration> declared = [];
        List<string> wrong = [];
        foreach (var (number, root) in documents)
        {
            try
            {
                declared.AddRange(Read(number, root));
            }
            catch (YamlException e)
            {
                wrong.Add(Declaration.At(number, e.Line, e.Message));
            }

            if (declared.Count > MaxEntries) return Failure.Invalid($"yaml may declare at most {MaxEntries} entries.");
        }

        wrong.AddRange(declared.Select(d => d.Check()).OfType<string>());
        declared = [.. OneOfEachName(declared, wrong)];
        if (wrong.Count > 0) return Failure.Invalid(string.Join('\n', wrong.Take(MaxTold)) + (wrong.Count > MaxTold ? $"\nand {wrong.Count - MaxTold} more." : ""));
        return declared.Count > 0 ? declared : Failure.Invalid("yaml is required: one or more documents, each with a name.");
    }

    private static IEnumerable<Declaration> Read(int number, YamlNode root) => root switch
    {
        YamlMap map when BackstageDocument.Is(map) => [BackstageDocument.Read(number, map)],
        YamlMap map => [.. PlainDocument.Read(number, map)],
        _ => throw new YamlException(root.Line, "a document must be a mapping of an entry's fields."),
    };

    // Two documents of ours with one name are a mistake. Backstage's may well share one, being of different kinds: then the
    // component is the entry.
    private static IEnumerable<Declaration> OneOfEachName(List<Declaration> declared, List<string> wrong)
    {
        var first = new Dictionary<string, Declaration>(StringComparer.Ordinal);
        foreach (var d in declared.Where(d => d.Skipped is null).OrderBy(d => d.Rank))
        {
            if (first.TryAdd(d.Name, d) || d.Rank > 0) continue;
            wrong.Add(Declaration.At(d.Document, d.Line, $"{d.Name} is declared already by document {first[d.Name].Document}, line {first[d.Name].Line}."));
        }

        return declared.Select(d => d.Skipped is null && first[d.Name] != d ? BackstageDocument.GiveWay(first[d.Name], d) : d);
    }
}
