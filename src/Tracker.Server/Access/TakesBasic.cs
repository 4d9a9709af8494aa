using System.Text;

namespace Tracker.Server.Access;

/// <summary>
/// An endpoint for programs that know no header but that of HTTP Basic, such as calendars: an API key may come as the
/// password. It must only read, since browsers send such credentials along by themselves.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesBasic : Attribute
{
    internal const string Challenge = "Basic realm=\"Tracker\", charset=\"UTF-8\"";

    private const string Scheme = "Basic ";

    internal static bool At(Endpoint endpoint) => endpoint.Metadata.GetMetadata<TakesBasic>() is not null;

    /// <summary>The password, or the user name where that is all there is; empty when it cannot be read. Null when none was sent.</summary>
    internal static string? KeyOf(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header, ..] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var encoded = header.AsSpan(Scheme.Length).Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length)) return "";
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 && colon + 1 < text.Length ? text[(colon + 1)..] : text.TrimEnd(':');
    }
}
