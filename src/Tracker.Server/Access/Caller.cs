using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;

namespace Tracker.Server.Access;

/// <summary>Who asks for a change, from where, and under which idempotency key.</summary>
[ModuleService]
public sealed record Caller(Principal Principal, string Address, string? IdempotencyKey)
{
    /// <summary>The name that a record shows for its author: the principal's, unless nobody proved who they are.</summary>
    public string Author => Principal.IsAuthenticated ? Principal.Name : "system";

    /// <summary>The notification that caused the call, when one did.</summary>
    public string? Delivery { get; init; }

    public static Caller Of(HttpContext http, string? idempotencyKey = null) => new(
        Principal.Of(http),
        http.Connection.RemoteIpAddress?.ToString() ?? "",
        idempotencyKey ?? (http.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key, ..] ? key : null))
    {
        Delivery = http.Request.Headers[OutboundHeaders.Delivery] is [{ Length: > 0 } delivery, ..] ? delivery : null,
    };
}
