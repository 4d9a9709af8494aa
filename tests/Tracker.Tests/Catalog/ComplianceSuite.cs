using Tracker.Testing;

namespace Tracker.Tests.Catalog;

public abstract partial class CatalogContractSuite
{
    [Fact]
    public async Task Compliance_looks_at_what_projects_use_of_the_catalog()
    {
        var p = Some.Name("comp");
        foreach (var (name, type) in new[] { ("image", "container"), ("chart", "chart"), ("lib", "library") })
        {
            await PutAsync($"{p}-{name}", new { type });
            await app.PutAsync($"{Api}/catalog/{p}-{name}/versions", new { latestVersion = "2.0.0", referenceVersion = "1.10.0" });
        }

        await PutAsync($"{p}-shop", new
        {
            type = "project",
            usedDeliverables = new[]
            {
                new { name = $"{p}-image", versionUsed = "1.9.0" }, new { name = $"{p}-chart", versionUsed = "2.0.0" },
                new { name = $"{p}-lib", versionUsed = "0.1.0" }, new { name = $"{p}-unknown", versionUsed = "0.1.0" },
            },
        });
        // What is no project uses nothing here.
        await PutAsync($"{p}-tool", new { type = "library", usedDeliverables = new[] { new { name = $"{p}-image", versionUsed = "1.0.0" } } });

        var all = await ComplianceAsync($"query={p}");
        Assert.Equal("1", all.TextAt("totalCount"));
        var project = all.At("projects.0")!;
        Assert.Equal(($"{p}-shop", 1, 2, 50), ((string?)project["projectName"], (int)project["outdatedCount"]!, (int)project["totalCount"]!, (int)project["compliancePercentage"]!));
        Assert.Equal([($"{p}-chart", "chart", false, true), ($"{p}-image", "container", true, false)], project["deliverables"]!.AsArray()
            .Select(d => ((string)d!["name"]!, (string)d["type"]!, (bool)d["isOutdated"]!, (bool)d["isLatest"]!)));
        var stats = all.At("summary.deliverableStats")!.AsArray().Single(s => (string?)s!["name"] == $"{p}-image")!;
        Assert.Equal((1, 1, "2.0.0", "1.10.0"), ((int)stats["projectsUsing"]!, (int)stats["projectsOutdated"]!, (string?)stats["latestVersion"], (string?)stats["referenceVersion"]));

        Assert.Equal("100", (await ComplianceAsync($"query={p}&types=chart")).TextAt("projects.0.compliancePercentage"));
        Assert.Equal("0", (await ComplianceAsync($"query={p}&types=chart&outdated_only=true")).TextAt("totalCount"));
        Assert.Equal("1", (await ComplianceAsync($"query={p}&types=container&outdatedOnly=true")).TextAt("totalCount"));
        Assert.Equal(400, (await ComplianceAsync("types=library")).Status);
        Assert.Equal(400, (await ComplianceAsync("page=0")).Status);
    }

    private Task<Answer> ComplianceAsync(string query) => app.GetAsync($"{Api}/catalog/version-compliance?{query}");
}
