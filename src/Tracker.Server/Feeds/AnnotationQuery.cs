using System.Text.RegularExpressions;
using Tracker.Server.Operations;

namespace Tracker.Server.Feeds;

/// <summary>The text of an annotation's query: that of a search of events, and which kind of thing to mark.</summary>
/// <param name="Kind">event, freeze, or empty for both.</param>
/// <param name="Text">The rest.</param>
public sealed partial record AnnotationQuery(string Kind, string Text)
{
    public const string Event = "event";

    public const string Freeze = "freeze";

    public static Outcome<AnnotationQuery> Of(string text)
    {
        if (KindTerm().Match(text) is not { Success: true } term) return new AnnotationQuery("", text.Trim());
        var kind = term.Groups[1].Value.ToLowerInvariant();
        return kind is Event or Freeze ? new AnnotationQuery(kind, text.Remove(term.Index, term.Length).Trim()) : Failure.Invalid($"annotation.query: kind may be {Event} or {Freeze}, not \"{kind}\".");
    }

    [GeneratedRegex("""\bkind:(\S+)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KindTerm();
}
