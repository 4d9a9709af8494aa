using System.Text;

namespace Tracker.Server.Operations;

/// <summary>HTTP Basic credentials (RFC 7617), of which only the password matters here.</summary>
public static class HttpBasic
{
    private const string Scheme = "Basic ";

    /// <summary>The password, or the user name where that is all there is; empty when it cannot be read. Null when the header is of another scheme.</summary>
    public static string? PasswordOf(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var encoded = header.AsSpan(Scheme.Length).Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length)) return "";
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 && colon + 1 < text.Length ? text[(colon + 1)..] : text.TrimEnd(':');
    }
}
