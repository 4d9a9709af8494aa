using Tracker.Protocol.Searches;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Search;

/// <summary>The search for gRPC and REST alike.</summary>
public sealed class SearchRpc(SearchService search)
{
    public async Task<SearchResponse> Search(SearchRequest request, CallContext call) =>
        (await search.FindAsync(request.Q, Principal.Of(call.HttpContext), call.Cancellation)).OrThrow();
}
