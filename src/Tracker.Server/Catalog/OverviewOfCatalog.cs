using Tracker.Protocol.Overviews;
using Tracker.Server.Overview;

namespace Tracker.Server.Catalog;

/// <summary>The catalog calls nobody: it tells only whether it is in use.</summary>
internal sealed class OverviewOfCatalog(CatalogReader catalog) : IOverviewPart
{
    public ModuleIntroduction Introduction { get; } = new(
        25, "catalog", "Catalog", "/catalog",
        "What there is: services and libraries with their owners, what each depends on, and which version runs where.",
        "tracker catalog apply -f catalog-info.yaml");

    public async Task<PlatformOverview> ReadAsync(OverviewMoment moment, CancellationToken ct)
    {
        var part = new PlatformOverview();
        if ((await catalog.NamesAsync(1, ct)).Count > 0) part.InUse.Add(Introduction.Module);
        return part;
    }
}
