using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

/// <summary>The lock service of the v1alpha1 contract, for gRPC and REST alike.</summary>
public sealed class LockRpc(LockService locks, LockReader reader, EnvironmentNames environments)
{
    public async Task<CreateLockResponse> CreateLock(CreateLockRequest request, CallContext call) =>
        new() { Lock = (await locks.CreateAsync(request, CallerOf(call), call.Cancellation)).OrThrow() };

    public async IAsyncEnumerable<AcquireLockResponse> AcquireLock(CreateLockRequest request, CallContext call)
    {
        await foreach (var step in locks.AcquireAsync(request, CallerOf(call), call.Cancellation)) yield return step.OrThrow();
    }

    public async Task<GetLockResponse> GetLock(GetLockRequest request, CallContext call)
    {
        if (request.Id.Length == 0) throw Failure.Invalid("id is required.").ToException();
        var found = LockRequests.UuidOf(request.Id) is { } id ? await reader.FindAsync(id, call.Cancellation) : null;
        return new() { Lock = found ?? throw Failure.NotFound($"There is no lock {request.Id}.").ToException() };
    }

    public async Task<UpdateLockResponse> UpdateLock(UpdateLockRequest request, CallContext call) =>
        new() { Lock = (await locks.UpdateAsync(request, CallerOf(call), call.Cancellation)).OrThrow() };

    public async Task<UnLockResponse> UnLock(UnLockRequest request, CallContext call) =>
        (await locks.UnlockAsync(request, CallerOf(call), call.Cancellation)).OrThrow();

    public async Task<ListLocksResponse> ListLocks(ListLocksRequest request, CallContext call)
    {
        var query = Paged(request.PerPage, request.Page) with
        {
            Service = request.Service,
            Environment = environments.Canonical(request.Environment),
            Resource = request.Resource,
            Who = request.Who,
            EventId = request.EventId,
        };
        var page = await reader.ListAsync(query, call.Cancellation);
        return new() { Locks = { page.Rows }, TotalCount = (uint)page.Total, TotalCountCapped = page.Capped };
    }

    public async Task<ListLockWaitersResponse> ListLockWaiters(ListLockWaitersRequest request, CallContext call)
    {
        var query = Paged(request.PerPage, request.Page) with
        {
            Service = request.Service,
            Environment = environments.Canonical(request.Environment),
            Resource = request.Resource,
        };
        var page = await reader.WaitersAsync(query, call.Cancellation);
        return new() { Waiters = { page.Rows }, TotalCount = (uint)page.Total };
    }

    public async Task<ListLostLocksResponse> ListLostLocks(ListLostLocksRequest request, CallContext call)
    {
        var page = await reader.LostAsync(Paged(request.PerPage, request.Page), call.Cancellation);
        return new() { Locks = { page.Rows }, TotalCount = (uint)page.Total };
    }

    /// <summary>50 a page unless said otherwise, at most 1000; the first page unless said otherwise.</summary>
    private static LockQuery Paged(uint? perPage, int? page)
    {
        if (page is < 1) throw Failure.Invalid("page must be 1 or more.").ToException();
        var query = new LockQuery
        {
            PerPage = perPage is null or 0 ? 50 : (int)Math.Min(perPage.Value, LockQuery.MaxPerPage),
            Page = page ?? 1,
        };
        if ((long)query.Page * query.PerPage > LockQuery.MaxDepth) throw Failure.Invalid($"page: pages reach to the {LockQuery.MaxDepth}th row.").ToException();
        return query;
    }

    private static Caller CallerOf(CallContext call) => Caller.Of(call.HttpContext);
}
