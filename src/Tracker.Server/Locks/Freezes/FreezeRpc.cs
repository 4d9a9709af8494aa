using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks.Freezes;

/// <summary>Freeze windows, for gRPC and REST alike.</summary>
public sealed class FreezeRpc(FreezeService freezes, FreezeWindows windows, TimeProvider clock)
{
    public async Task<CreateFreezeWindowResponse> CreateFreezeWindow(CreateFreezeWindowRequest request, CallContext call) =>
        new() { Window = (await freezes.CreateAsync(request, Caller.Of(call.HttpContext), call.Cancellation)).OrThrow() };

    public async Task<UpdateFreezeWindowResponse> UpdateFreezeWindow(UpdateFreezeWindowRequest request, CallContext call) =>
        new() { Window = (await freezes.UpdateAsync(request, Caller.Of(call.HttpContext), call.Cancellation)).OrThrow() };

    public async Task<DeleteFreezeWindowResponse> DeleteFreezeWindow(DeleteFreezeWindowRequest request, CallContext call) =>
        new() { Id = (await freezes.DeleteAsync(request.Id, Caller.Of(call.HttpContext), call.Cancellation)).OrThrow().Id };

    public async Task<GetFreezeWindowResponse> GetFreezeWindow(GetFreezeWindowRequest request, CallContext call) =>
        new() { Window = (await freezes.GetAsync(request.Id, call.Cancellation)).OrThrow() };

    public async Task<ListFreezeWindowsResponse> ListFreezeWindows(ListFreezeWindowsRequest request, CallContext call)
    {
        if (request.Page is < 1) throw Failure.Invalid("page must be 1 or more.").ToException();
        var size = request.PerPage is null or 0 ? 50 : (int)Math.Min(request.PerPage.Value, 1000);
        var all = await freezes.ListAsync(call.Cancellation);
        var skip = (int)Math.Min(all.Count, (long)((request.Page ?? 1) - 1) * size);
        return new() { Windows = { all.Skip(skip).Take(size) }, TotalCount = (uint)all.Count };
    }

    public async Task<CheckFreezeResponse> CheckFreeze(CheckFreezeRequest request, CallContext call)
    {
        if (request.At is { } given && FreezeRules.CheckInstant("at", given) is { } failure) throw failure.ToException();
        var at = request.At?.ToDateTimeOffset() ?? clock.GetUtcNow();
        var inForce = await windows.InForceAsync(request.Service.Trim(), request.Environment, at, call.Cancellation);
        return new() { Frozen = inForce.Count > 0, Windows = { inForce }, Until = inForce.Count > 0 ? inForce[0].NextEnd : null };
    }
}
