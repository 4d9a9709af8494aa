using Tracker.Protocol.Catalogs;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Catalog;

/// <summary>The catalog service of the v1alpha1 contract, for gRPC and REST alike.</summary>
public sealed class CatalogRpc(CatalogService catalog, CatalogGraph graph, ComplianceReader compliance)
{
    public async Task<CreateUpdateCatalogResponse> CreateUpdateCatalog(CreateUpdateCatalogRequest request, CallContext call) =>
        new() { Catalog = (await catalog.PutAsync(request, CallerOf(call), call.Cancellation)).OrThrow() };

    public async Task<GetCatalogResponse> GetCatalog(GetCatalogRequest request, CallContext call) =>
        new() { Catalog = (await catalog.GetAsync(request.Name, call.Cancellation)).OrThrow() };

    public async Task<DeleteCatalogResponse> DeleteCatalog(DeleteCatalogRequest request, CallContext call)
    {
        var deleted = (await catalog.DeleteAsync(request.Name, CallerOf(call), call.Cancellation)).OrThrow();
        return new() { Message = "catalog deleted", Name = deleted.Name };
    }

    public async Task<ListCatalogsResponse> ListCatalogs(ListCatalogsRequest request, CallContext call)
    {
        var query = CatalogRequests.QueryOf(request).OrThrow();
        var page = (await catalog.ListAsync(query, call.Cancellation)).OrThrow();
        return new() { Catalogs = { page.Entries }, TotalCount = (uint)page.Total, TotalCountCapped = page.Capped };
    }

    public async Task<GetVersionComplianceResponse> GetVersionCompliance(GetVersionComplianceRequest request, CallContext call) =>
        (await compliance.ReadAsync(request, call.Cancellation)).OrThrow();

    public async Task<UpdateVersionsResponse> UpdateVersions(UpdateVersionsRequest request, CallContext call) =>
        new() { Catalog = (await catalog.SetVersionsAsync(request, CallerOf(call), call.Cancellation)).OrThrow() };

    public async Task<UpdateDependenciesResponse> UpdateDependencies(UpdateDependenciesRequest request, CallContext call) =>
        new() { Catalog = (await catalog.SetDependenciesAsync(request, CallerOf(call), call.Cancellation)).OrThrow() };

    public Task<ApplyCatalogResponse> ApplyCatalog(ApplyCatalogRequest request, CallContext call) =>
        throw new RpcException(RpcCode.Unimplemented, "Not served yet.");

    public async Task<GetDependencyGraphResponse> GetDependencyGraph(GetDependencyGraphRequest request, CallContext call)
    {
        if (CatalogRules.CheckName("name", request.Name) is { } failure) throw failure.ToException();
        if (request.Depth > CatalogGraph.MaxDepth) throw Failure.Invalid($"depth may be from 1 to {CatalogGraph.MaxDepth}.").ToException();
        return (await graph.AroundAsync(request.Name, Math.Max(1, (int)request.Depth), call.Cancellation)).OrThrow();
    }

    public Task<GetEnvironmentStateResponse> GetEnvironmentState(GetEnvironmentStateRequest request, CallContext call) =>
        throw new RpcException(RpcCode.Unimplemented, "Not served yet.");

    public Task<ListDeploymentsResponse> ListDeployments(ListDeploymentsRequest request, CallContext call) =>
        throw new RpcException(RpcCode.Unimplemented, "Not served yet.");

    private static Caller CallerOf(CallContext call) => Caller.Of(call.HttpContext);
}
