using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tracker.Server.Releases.Requirements;

/// <summary>
/// Reads one YAML document of maps, lists and scalars within bounds. Aliases and merge keys (<c>&lt;&lt;</c>) are taken, as files of
/// this kind use them, but what they add up to is bounded too: a few lines of them can stand for gigabytes.
/// </summary>
internal sealed partial class YamlReader
{
    public const int MaxBytes = 256 * 1024;
    public const int MaxDepth = 32;

    /// <summary>Keys are shown, and stand in the path of each change below them.</summary>
    public const int MaxKey = 512;

    /// <summary>Characters and nodes after all aliases are followed.</summary>
    public const int MaxWeight = 1024 * 1024;

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private Place _at = new(1, 1);

    private readonly int _lines;

    private YamlReader(string text)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _lines = LineBreak().Count(text) + 1;
    }

    /// <exception cref="RequirementsException">It is no such document.</exception>
    public static YamlNode Read(string text)
    {
        text = text.TrimStart('\uFEFF');
        if (text.Length > MaxBytes || Encoding.UTF8.GetByteCount(text) > MaxBytes) throw new RequirementsException(new(1, 1), $"the file may have at most {MaxBytes / 1024} KB.");
        var reader = new YamlReader(text);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            // It tells of a tab where the map begins that it is in.
            var at = e.Message.Contains("tab as indentation", StringComparison.Ordinal) && IndentingTab().Match(text) is { Success: true } tab
                ? new Place(LineBreak().Count(text.AsSpan(0, tab.Index)) + 1, tab.Length)
                : reader.PlaceOf(e.Start);
            throw new RequirementsException(at, "this is not YAML: " + e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            // The library's own way of giving up on some broken files.
            throw new RequirementsException(reader._at, "this, or what follows it, is not YAML: a bracket or a quote may not be closed.");
        }
    }

    private YamlNode Document()
    {
        Next<StreamStart>();
        if (Next<ParsingEvent>() is not DocumentStart) throw new RequirementsException(new(1, 1), "the file is empty.");
        Next<ParsingEvent>();
        var root = Node(1);
        Next<DocumentEnd>();
        return Next<ParsingEvent>() is StreamEnd ? root : throw new RequirementsException(_at, "there may be only one document: a line of --- begins another one.");
    }

    private YamlNode Node(int depth)
    {
        var at = _at;
        if (depth > MaxDepth) throw TooDeep(at);
        if (_parser.Current is AnchorAlias alias)
        {
            if (!_anchors.TryGetValue(alias.Value, out var meant)) throw new RequirementsException(at, $"*{ApplicationName.Shown(alias.Value.Value)} stands for nothing that comes before it.");
            return meant.Height <= MaxDepth - depth + 1 ? meant : throw TooDeep(at);
        }

        var start = (NodeEvent)_parser.Current!;
        if (!start.Tag.IsEmpty) throw new RequirementsException(at, "tags (!name) are not taken: leave it out.");
        YamlNode node = start switch
        {
            Scalar scalar => ScalarOf(at, scalar),
            SequenceStart => ListOf(at, depth),
            MappingStart => MapOf(at, depth),
            _ => throw new RequirementsException(at, "a value must stand here."),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = node;
        return node;
    }

    private static RequirementsException TooDeep(Place at) => new(at, $"there may be at most {MaxDepth} levels.");

    private static YamlScalar ScalarOf(Place at, Scalar scalar)
    {
        // Neither can be stored, or sent on as JSON.
        if (scalar.Value.Contains('\0', StringComparison.Ordinal)) throw new RequirementsException(at, "the character U+0000 is not allowed.");
        if (scalar.Value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(scalar.Value)) != scalar.Value)
        {
            throw new RequirementsException(at, "half of a surrogate pair is not a character.");
        }

        return new(at, scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlList ListOf(Place at, int depth)
    {
        var (items, height, weight) = (new List<YamlNode>(), 0, 1);
        while (Next<ParsingEvent>() is not SequenceEnd)
        {
            var item = Node(depth + 1);
            items.Add(item);
            (height, weight) = Add(at, height, weight, item);
        }

        return new(at, items, height + 1, weight);
    }

    private YamlMap MapOf(Place at, int depth)
    {
        var (entries, merged, height, weight) = (new Dictionary<string, KeyValuePair<YamlScalar, YamlNode>>(StringComparer.Ordinal), new List<YamlMap>(), 0, 1);
        while (Next<ParsingEvent>() is not MappingEnd)
        {
            if (_parser.Current is not Scalar { Value.Length: > 0 and <= MaxKey }) throw new RequirementsException(_at, $"a key must be a text of 1 to {MaxKey} characters.");
            var key = (YamlScalar)Node(depth + 1);
            Next<ParsingEvent>();
            var value = Node(depth + 1);
            if (key is { IsPlain: true, Text: "<<" }) Merge(value, merged);
            else if (entries.TryAdd(key.Text, new(key, value))) (height, weight) = Add(at, height, weight + key.Weight, value);
            else throw new RequirementsException(key.At, $"\"{ApplicationName.Shown(key.Text)}\" stands here twice, first in line {entries[key.Text].Key.At.Line}.");
        }

        // What a map says itself goes before what it merges, and what is merged first before what comes later.
        if (merged.Sum(m => (long)m.Weight) > MaxWeight) throw TooHeavy(at);
        foreach (var entry in merged.SelectMany(m => m.Entries))
        {
            if (entries.TryAdd(entry.Key.Text, entry)) (height, weight) = Add(at, height, weight + entry.Key.Weight, entry.Value);
        }

        return new(at, [.. entries.Values], height + 1, weight);
    }

    private static void Merge(YamlNode value, List<YamlMap> into)
    {
        foreach (var node in value is YamlList list ? list.Items : [value])
        {
            into.Add(node as YamlMap ?? throw new RequirementsException(node.At, "<< takes a map or a list of maps."));
        }
    }

    private static (int Height, int Weight) Add(Place at, int height, int weight, YamlNode node) => weight <= MaxWeight - node.Weight
        ? (Math.Max(height, node.Height), weight + node.Weight)
        : throw TooHeavy(at);

    private static RequirementsException TooHeavy(Place at) => new(at, $"this stands for more than {MaxWeight} characters when its aliases are followed.");

    private T Next<T>()
        where T : ParsingEvent
    {
        var moved = _parser.MoveNext();
        if (moved) _at = PlaceOf(_parser.Current!.Start);
        return moved && _parser.Current is T expected ? expected : throw new RequirementsException(_at, "the text ends in the middle of a document.");
    }

    // The end of a text that ends in a comment is told a line too far.
    private Place PlaceOf(Mark mark) => new((int)Math.Clamp(mark.Line, 1, _lines), (int)Math.Max(1, mark.Column));

    [GeneratedRegex("\r\n|[\n\r\u0085\u2028\u2029]", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"^[ ]*\t", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex IndentingTab();
}
