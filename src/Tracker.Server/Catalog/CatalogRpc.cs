using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Catalogs;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog.Yaml;
using Tracker.Server.Events;
using Tracker.Server.Operations;

namespace Tracker.Server.Catalog;

/// <summary>The catalog service of the v1alpha1 contract, for gRPC and REST alike.</summary>
public sealed class CatalogRpc(
    CatalogService catalog, CatalogGraph graph, ComplianceReader compliance, CatalogApply apply, Deployments deployments, EnvironmentNames environments)
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

    public async Task<ApplyCatalogResponse> ApplyCatalog(ApplyCatalogRequest request, CallContext call) =>
        (await apply.ApplyAsync(request.Yaml, request.DryRun, CallerOf(call), call.Cancellation)).OrThrow();

    public async Task<GetDependencyGraphResponse> GetDependencyGraph(GetDependencyGraphRequest request, CallContext call)
    {
        if (CatalogRules.CheckName("name", request.Name) is { } failure) throw failure.ToException();
        if (request.Depth > CatalogGraph.MaxDepth) throw Failure.Invalid($"depth may be from 1 to {CatalogGraph.MaxDepth}.").ToException();
        return (await graph.AroundAsync(request.Name, Math.Max(1, (int)request.Depth), call.Cancellation)).OrThrow();
    }

    public async Task<GetEnvironmentStateResponse> GetEnvironmentState(GetEnvironmentStateRequest request, CallContext call)
    {
        if (CatalogRules.CheckName("name", request.Name) is { } failure) throw failure.ToException();
        var current = await deployments.CurrentAsync(request.Name, call.Cancellation);
        return new()
        {
            Environments =
            {
                current.Select(d => new EnvironmentState
                {
                    Environment = d.Environment,
                    Version = d.Version,
                    Since = d.Since.ToTimestamp(),
                    EventId = d.EventId.ToString(),
                    PreviousVersion = d.PreviousVersion ?? "",
                    Owner = d.Owner,
                }),
            },
        };
    }

    public async Task<ListDeploymentsResponse> ListDeployments(ListDeploymentsRequest request, CallContext call)
    {
        var asked = CatalogRequests.DeploymentsOf(request, environments).OrThrow();
        var page = await deployments.HistoryAsync(request.Name, asked.Environment, asked.PerPage, asked.Page, call.Cancellation);
        return new()
        {
            TotalCount = (uint)page.Total,
            Deployments =
            {
                page.Deployments.Select(d => new Deployment
                {
                    Environment = d.Environment,
                    Version = d.Version,
                    DeployedAt = d.Since.ToTimestamp(),
                    EventId = d.EventId.ToString(),
                    Owner = d.Owner,
                    Title = d.Title,
                }),
            },
        };
    }

    private static Caller CallerOf(CallContext call) => Caller.Of(call.HttpContext);
}
