using System.Diagnostics.CodeAnalysis;

namespace Tracker.Server.Web;

/// <summary>Whether a redirect's target, which a link may have forged, stays on this server.</summary>
public static class LocalPath
{
    public static bool IsSafe([NotNullWhen(true)] string? path) =>
        path is { Length: > 0 and <= 4000 } && path[0] == '/'
        && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && !path.AsSpan().ContainsAnyInRange('\0', '\x1f');
}
