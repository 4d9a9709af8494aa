namespace Tracker.Rpc;

internal static class TextCheck
{
    /// <summary>What is wrong with a text, to be read after its path; null when nothing is.</summary>
    public static string? Find(string text, int maxLength)
    {
        if (text.Length > maxLength)
            return $" may have at most {maxLength} characters.";
        if (text.Contains('\0'))
            return " may not contain the character U+0000.";
        return HasLoneSurrogate(text) ? " may not contain half a surrogate pair." : null;
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (at >= 0)
        {
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return true;
            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }
        return false;
    }
}
