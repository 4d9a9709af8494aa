using Tracker.Protocol.Catalogs;
using Tracker.Server.Catalog.Pages;
using Tracker.Server.Catalog.Yaml;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Changes;

namespace Tracker.Server.Catalog;

/// <summary>What is there: who owns it, what it depends on, which versions it has and uses.</summary>
public static class CatalogModule
{
    public static void AddCatalog(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CatalogReader>();
        builder.Services.AddSingleton<CatalogGraph>();
        builder.Services.AddSingleton<ServiceDependencies>();
        builder.Services.AddSingleton<ComplianceReader>();
        builder.Services.AddSingleton<CatalogService>();
        builder.Services.AddSingleton<CatalogApply>();
        builder.Services.AddSingleton<CatalogRpc>();
        builder.Services.AddFollower<CatalogFollower>();
        builder.Services.AddSingleton<CatalogMemory>();
        builder.Services.AddSingleton<ServiceOwners>();
        builder.Services.AddCatalogPages();
    }

    public static void MapCatalog(this WebApplication app)
    {
        app.MapRpcService<CatalogRpc>(CatalogReflection.Descriptor.Services[0]);
        CatalogYamlApi.Map(app);
        app.MapCatalogPages();
    }
}
