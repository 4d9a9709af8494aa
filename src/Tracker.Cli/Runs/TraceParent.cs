using System.Security.Cryptography;

namespace Tracker.Cli.Runs;

/// <summary>The W3C's <c>traceparent</c>: <c>00-{32 hex digits of the trace}-{16 of the span}-{2 of flags}</c>.</summary>
internal static class TraceParent
{
    /// <summary>A span of the run in the trace that the wrapper was started in, else in one of its own.</summary>
    public static string Within(string? outer, string run)
    {
        var (trace, flags) = outer?.Split('-') is ["00", { Length: 32 } t, { Length: 16 } s, { Length: 2 } f] && IsId(t) && IsId(s) && IsHex(f)
            ? (t, f)
            : (run.Replace("-", "", StringComparison.Ordinal), "01");
        return $"00-{trace}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}-{flags}";
    }

    private static bool IsId(string text) => IsHex(text) && text.AsSpan().ContainsAnyExcept('0');

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigitLower);
}
