using Tracker.Server.Operations;

namespace Tracker.Server.Access;

/// <summary>
/// An endpoint for programs that know no header but that of HTTP Basic, such as calendars: an API key may come as the
/// password. It must only read, since browsers send such credentials along by themselves.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesBasic : Attribute
{
    internal const string Challenge = "Basic realm=\"Tracker\", charset=\"UTF-8\"";

    internal static bool At(Endpoint endpoint) => endpoint.Metadata.GetMetadata<TakesBasic>() is not null;

    /// <summary>Empty when it cannot be read. Null when none was sent.</summary>
    internal static string? KeyOf(HttpRequest request) => request.Headers.Authorization is [{ } header, ..] ? HttpBasic.PasswordOf(header) : null;
}
