using System.Numerics;
using System.Text;

namespace Tracker.Protocol.Timelines;

/// <summary>
/// Names of events: parts divided by dots, the ancestor first (<c>build.compile.linker</c>). Within a part a dot is written
/// <c>\.</c> and a backslash <c>\\</c>; a backslash before anything else stands for itself, so that names of programs that
/// know nothing of this stay what they are.
/// </summary>
public static class EventName
{
    /// <summary>The parts as people read them, the ancestor first.</summary>
    public static IReadOnlyList<string> Split(string name)
    {
        var parts = new List<string>();
        var rest = name.AsSpan();
        while (IndexOfDot(rest) is >= 0 and var dot)
        {
            parts.Add(Unescape(rest[..dot]));
            rest = rest[(dot + 1)..];
        }
        parts.Add(Unescape(rest));
        return parts;
    }

    /// <summary>The name with these parts.</summary>
    public static string Join(params IEnumerable<string> parts) => string.Join('.', parts.Select(Escape));

    /// <summary>A text as one part of a name.</summary>
    public static string Escape(string part) => part.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(".", @"\.", StringComparison.Ordinal);

    /// <summary>The name of the ancestor one level up, escaped as it stands; null at the top.</summary>
    public static string? Parent(string name)
    {
        var length = -1;
        for (var dot = IndexOfDot<char>(name); dot >= 0;)
        {
            length = dot;
            var next = IndexOfDot(name.AsSpan(dot + 1));
            dot = next < 0 ? -1 : dot + 1 + next;
        }
        return length < 0 ? null : name[..length];
    }

    /// <summary>The last part, as people read it.</summary>
    public static string Leaf(string name) => Unescape(name.AsSpan(Parent(name) is { } parent ? parent.Length + 1 : 0));

    /// <summary>What is wrong with a name's parts. Allocates nothing.</summary>
    internal static DatagramError Check(ReadOnlySpan<byte> name)
    {
        for (var levels = 1; ; levels++)
        {
            var dot = IndexOfDot(name);
            if (dot == 0 || name.IsEmpty)
                return DatagramError.EmptyNamePart;
            if (levels > TimelineLimits.NameLevels)
                return DatagramError.NameTooDeep;
            if (dot < 0)
                return DatagramError.None;
            name = name[(dot + 1)..];
        }
    }

    private static int IndexOfDot<T>(ReadOnlySpan<T> name) where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == T.CreateTruncating('.'))
                return i;
            if (StartsEscape(name[i..]))
                i++;
        }
        return -1;
    }

    private static bool StartsEscape<T>(ReadOnlySpan<T> text) where T : unmanaged, IBinaryInteger<T> =>
        text[0] == T.CreateTruncating('\\') && text.Length > 1 && (text[1] == T.CreateTruncating('.') || text[1] == T.CreateTruncating('\\'));

    private static string Unescape(ReadOnlySpan<char> part)
    {
        if (!part.Contains('\\'))
            return part.ToString();
        var text = new StringBuilder(part.Length);
        for (var i = 0; i < part.Length; i++)
        {
            if (StartsEscape(part[i..]))
                i++;
            text.Append(part[i]);
        }
        return text.ToString();
    }
}
