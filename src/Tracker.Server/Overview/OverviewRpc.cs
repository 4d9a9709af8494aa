using Tracker.Protocol.Overviews;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Overview;

/// <summary>The overview for gRPC and REST alike.</summary>
public sealed class OverviewRpc(OverviewReader overview)
{
    public async Task<GetOverviewResponse> GetOverview(GetOverviewRequest request, CallContext call)
    {
        var zone = TimeZoneInfo.Utc;
        if (request.Zone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(request.Zone, out zone!))
        {
            throw Failure.Invalid("zone must be an IANA time zone such as Europe/Paris.").ToException();
        }

        return new() { Overview = await overview.ReadAsync(zone, Principal.Of(call.HttpContext), call.Cancellation) };
    }
}
