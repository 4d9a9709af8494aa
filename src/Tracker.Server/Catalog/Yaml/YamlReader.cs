using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tracker.Server.Catalog.Yaml;

/// <summary>
/// Reads YAML documents within bounds. Scalars stay texts, so that version 1.10 is not the number 1.1. Aliases are refused:
/// a few lines of them can stand for gigabytes.
/// </summary>
internal static class YamlReader
{
    public const int MaxDepth = 32;
    public const int MaxDocuments = 1000;

    /// <summary>The documents one by one; empty ones are left out, but counted.</summary>
    /// <exception cref="YamlException">It is no YAML, or beyond the bounds.</exception>
    public static List<(int Number, YamlNode Root)> Read(string text)
    {
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        var documents = new List<(int, YamlNode)>();
        try
        {
            var number = 0;
            while (parser.MoveNext())
            {
                if (parser.Current is not DocumentStart start) continue;
                if (++number > MaxDocuments) throw new YamlException((int)start.Start.Line, $"there may be at most {MaxDocuments} documents.");
                Next(parser);
                if (Node(parser, 0) is var root && root is not YamlScalar { IsNull: true }) documents.Add((number, root));
            }
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new YamlException((int)e.End.Line, "this is not YAML: " + e.Message);
        }

        return documents;
    }

    private static YamlNode Node(Parser parser, int depth)
    {
        var line = (int)parser.Current!.Start.Line;
        if (depth > MaxDepth) throw new YamlException(line, $"there may be at most {MaxDepth} levels.");
        switch (parser.Current)
        {
            case AnchorAlias:
                throw new YamlException(line, "aliases (*name) are not taken: write the value out.");
            case Scalar scalar:
                return new YamlScalar(line, scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Value is ("" or "~" or "null" or "Null" or "NULL"));
            case SequenceStart:
                var items = new List<YamlNode>();
                while (Next(parser) is not SequenceEnd) items.Add(Node(parser, depth + 1));
                return new YamlList(line, items);
            case MappingStart:
                return Map(parser, line, depth);
            default:
                throw new YamlException(line, $"there is a {parser.Current.GetType().Name} where a value should be.");
        }
    }

    private static YamlMap Map(Parser parser, int line, int depth)
    {
        var entries = new List<(YamlScalar, YamlNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next(parser) is not MappingEnd)
        {
            if (Node(parser, depth + 1) is not YamlScalar key) throw new YamlException((int)parser.Current!.Start.Line, "a key must be a text.");
            if (!seen.Add(key.Text)) throw new YamlException(key.Line, $"\"{key.Text}\" stands here twice.");
            Next(parser);
            entries.Add((key, Node(parser, depth + 1)));
        }

        return new YamlMap(line, entries);
    }

    private static ParsingEvent Next(Parser parser) => parser.MoveNext() ? parser.Current! : throw new YamlException(0, "the text ends in the middle of a document.");
}
