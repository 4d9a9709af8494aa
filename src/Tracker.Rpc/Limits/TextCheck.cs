using Google.Protobuf;

namespace Tracker.Rpc.Limits;

/// <summary>Says what is wrong with a value, in words to be read after its path; null when nothing is.</summary>
internal abstract class ValueCheck<T>
{
    public abstract string? Find(T value);
}

internal sealed class NestedCheck<T>(MessageLimits limits) : ValueCheck<T> where T : class, IMessage
{
    public override string? Find(T value) => limits.Find(value) is { } wrong ? "." + wrong : null;
}

internal sealed class TextCheck(int maxLength) : ValueCheck<string>
{
    public override string? Find(string value)
    {
        if (value.Length == 0)
            return null;
        if (value.Length > maxLength)
            return $" may have at most {maxLength} characters.";
        if (value.Contains('\0'))
            return " may not contain the character U+0000.";
        return HasLoneSurrogate(value) ? " may not contain half a surrogate pair." : null;
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
