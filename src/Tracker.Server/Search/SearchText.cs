using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Searches;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Search;

/// <summary>What somebody looks for, as the parts that are searched need it.</summary>
[ModuleService]
public sealed class SearchText
{
    public const int MaxLength = 200;

    /// <summary>More than these a part does not show: its own list has them.</summary>
    public const int Most = 6;

    public SearchText(string text, Principal reader)
    {
        (Text, Reader) = (text.Trim(), reader);
        Words = Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    public string Text { get; }

    public Principal Reader { get; }

    public IReadOnlyList<string> Words { get; }

    public Guid? Id => Guid.TryParseExact(Text, "D", out var id) ? id : null;

    public long? Number => long.TryParse(Text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// What <see cref="Rank"/> and <see cref="Fits"/> compare with as $1 to $3: all of a name, its beginning, and its parts
    /// in their order, folded.
    /// </summary>
    public SqlValue[] Patterns => [Folded(Text), Escaped(Text) + "%", $"%{string.Join('%', Words.Select(Escaped))}%"];

    /// <summary>Lower is better.</summary>
    public static string Rank(string column) => $@"CASE WHEN lower({column}) = $1 THEN 0 WHEN lower({column}) LIKE $2 ESCAPE '\' THEN 1 ELSE 2 END";

    public static string Fits(params ReadOnlySpan<string> columns)
    {
        var conditions = new List<string>();
        foreach (var column in columns) conditions.Add($@"lower({column}) LIKE $3 ESCAPE '\'");
        return $"({string.Join(" OR ", conditions)})";
    }

    /// <summary>Whether all the words occur in one of these, in their order.</summary>
    public bool IsIn(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            var at = 0;
            if (Words.All(word => (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0 && (at += word.Length) > 0)) return true;
        }

        return false;
    }

    /// <param name="name">What is looked for by name.</param>
    /// <param name="title">As it is shown.</param>
    /// <param name="id">By which it is called as well.</param>
    public SearchHit Hit(string name, string title, string subtitle, string link, DateTimeOffset? at, string id = "") => new()
    {
        Title = title,
        Subtitle = subtitle,
        Link = link,
        At = at?.ToTimestamp(),
        Match = Is(name) || Is(id) ? SearchMatch.Exact : name.StartsWith(Text, StringComparison.OrdinalIgnoreCase) ? SearchMatch.Prefix : SearchMatch.Part,
    };

    /// <summary>What is known of it, with dots between.</summary>
    public static string Join(params ReadOnlySpan<string?> parts)
    {
        var known = new List<string>();
        foreach (var part in parts)
        {
            if (!string.IsNullOrEmpty(part)) known.Add(part);
        }

        return string.Join(" · ", known);
    }

    private bool Is(string text) => text.Equals(Text, StringComparison.OrdinalIgnoreCase);

    private static string Folded(string text) => text.ToLowerInvariant();

    private static string Escaped(string text) =>
        Folded(text).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
