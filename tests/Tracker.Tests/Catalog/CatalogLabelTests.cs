using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Operations;
using Tracker.Testing;

namespace Tracker.Tests.Catalog;

/// <summary>Which services have a metrics label of their own: those of the setting and those of the catalog.</summary>
public sealed class CatalogLabelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Entries_have_a_label_from_the_start_and_while_they_are_there()
    {
        using var folder = new TempFolder();
        var settings = new Dictionary<string, string> { ["TRACKER_METRIC_SERVICES"] = "named" };
        await using (var first = await TrackerApp.StartAsync(settings, folder: folder))
        {
            await first.PutAsync("/api/v1alpha1/catalog", new { name = "shop" });
            await KnownAsync(first, "shop", true);
        }

        await using var app = await TrackerApp.StartAsync(settings, folder: folder);
        await KnownAsync(app, "shop", true);
        await app.PutAsync("/api/v1alpha1/catalog", new { name = "cart" });
        await KnownAsync(app, "cart", true);
        await app.DeleteAsync("/api/v1alpha1/catalog?name=shop");
        await KnownAsync(app, "shop", false);
        await KnownAsync(app, "named", true);
        await KnownAsync(app, "made-up", false);
    }

    [Fact]
    public async Task There_are_never_more_than_a_thousand()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_METRIC_SERVICES"] = "zz-named" });
        var labels = app.App.Services.GetRequiredService<ServiceLabels>();
        labels.Catalogued(Enumerable.Range(0, 3000).Select(i => $"s{i:0000}").Reverse());
        Assert.Equal(("zz-named", "s0998", "other"), (labels.For("zz-named"), labels.For("s0998"), labels.For("s0999")));
    }

    private static Task KnownAsync(TrackerApp app, string service, bool known)
    {
        var labels = app.App.Services.GetRequiredService<ServiceLabels>();
        return Poll.UntilAsync(() => Task.FromResult(labels.For(service) == service == known), Patience, what: $"{service} known: {known}");
    }
}
