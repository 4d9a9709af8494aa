using Tracker.Protocol.Catalogs;
using Tracker.Server.Catalog;

namespace Tracker.Tests.Catalog;

public sealed class ComplianceTests
{
    [Theory]
    [InlineData("1.0.0", "1.0.0", false)]
    [InlineData("1.0.0", "1.0.1", true)]
    [InlineData("1.10.0", "1.9.0", false)]
    [InlineData("1.9.0", "1.10.0", true)]
    [InlineData("2.0.0", "1.9.9", false)]
    [InlineData("v1.2.0", "1.3.0", true)]
    [InlineData("V1.3.0", "v1.3.0", false)]
    [InlineData("1.2", "1.2.0", false)]
    [InlineData("1", "2.0", true)]
    [InlineData("1.2.3.4", "1.2.3.5", true)]
    [InlineData("1.0.0-rc.1", "1.0.0", true)]
    [InlineData("1.0.0", "1.0.0-rc.1", false)]
    [InlineData("1.0.0-rc.2", "1.0.0-rc.10", true)]
    [InlineData("1.0.0-alpha", "1.0.0-alpha.1", true)]
    [InlineData("1.0.0-1", "1.0.0-alpha", true)]
    [InlineData("1.0.0+build.1", "1.0.0+build.2", false)]
    [InlineData("latest", "1.0.0", true)]
    [InlineData("1.0.0", "stable", true)]
    [InlineData("stable", "stable", false)]
    [InlineData("Stable", "stable", true)]
    [InlineData("", "1.0.0", true)]
    [InlineData("1.0.0", "", false)]
    [InlineData("", "", false)]
    [InlineData("v", "v", false)]
    [InlineData("2024.11.3", "2024.2.30", false)]
    [InlineData("99999999999999999999.0.0", "1.0.0", true)]
    public void A_version_is_behind_by_order_where_both_have_one_else_by_difference(string used, string reference, bool behind)
    {
        Assert.Equal(behind, VersionOrder.IsBehind(used, reference));
        var order = new VersionOrder();
        Assert.Equal((behind, behind), (order.IsBehindRemembered(used, reference), order.IsBehindRemembered(used, reference)));
    }

    private static readonly KnownDeliverable Image = new("image", Protocol.Catalogs.Type.Container, "2.0.0", "1.5.0");
    private static readonly KnownDeliverable Chart = new("chart", Protocol.Catalogs.Type.Chart, "3.0.0", "");

    private static readonly ProjectUse[] Projects =
    [
        new("alpha", [(Chart, "3.0.0"), (Image, "1.4.0")]),
        new("beta", [(Image, "2.0.0")]),
        new("gamma", []),
        new("Delta", [(Chart, "1.0.0"), (Image, "1.0.0"), (Image, "1.5.0")]),
    ];

    [Fact]
    public void Each_project_is_told_what_it_uses_and_what_of_it_is_behind()
    {
        var answer = Compliance.Of(Projects, "", false, 1000, 1);
        Assert.Equal(["alpha", "beta", "gamma", "Delta"], answer.Projects.Select(p => p.ProjectName));
        Assert.Equal([50, 100, 100, 200f / 3], answer.Projects.Select(p => p.CompliancePercentage));
        Assert.Equal([(1, 2), (0, 1), (0, 0), (1, 3)], answer.Projects.Select(p => (p.OutdatedCount, p.TotalCount)));
        var alpha = answer.Projects[0].Deliverables;
        Assert.Equal([("chart", false, true), ("image", true, false)], alpha.Select(d => (d.Name, d.IsOutdated, d.IsLatest)));
        Assert.Equal(("1.4.0", "2.0.0", "1.5.0", Protocol.Catalogs.Type.Container), (alpha[1].CurrentVersion, alpha[1].LatestVersion, alpha[1].ReferenceVersion, alpha[1].Type));
    }

    [Fact]
    public void The_summary_counts_projects_and_users()
    {
        var summary = Compliance.Of(Projects, "", false, 1000, 1).Summary;
        Assert.Equal((4, 2, 2, 50f), (summary.TotalProjects, summary.CompliantProjects, summary.NonCompliantProjects, summary.OverallCompliancePercentage));
        Assert.Equal([("chart", 2, 0), ("image", 3, 2)], summary.DeliverableStats.Select(s => (s.Name, s.ProjectsUsing, s.ProjectsOutdated)));
    }

    [Fact]
    public void Filters_and_pages_narrow_the_projects_but_not_the_summary()
    {
        var all = Compliance.Of(Projects, "", false, 1000, 1).Summary;
        var outdated = Compliance.Of(Projects, "", true, 1000, 1);
        Assert.Equal((2u, "alpha,Delta"), (outdated.TotalCount, Joined(outdated)));
        var named = Compliance.Of(Projects, "DELT", false, 1000, 1);
        Assert.Equal((1u, "Delta"), (named.TotalCount, Joined(named)));
        var paged = Compliance.Of(Projects, "", false, 2, 2);
        Assert.Equal((4u, "gamma,Delta"), (paged.TotalCount, Joined(paged)));
        Assert.Empty(Compliance.Of(Projects, "", false, 1000, int.MaxValue).Projects);
        Assert.All([outdated, named, paged], a => Assert.Equal(all, a.Summary));

        static string Joined(GetVersionComplianceResponse a) => string.Join(',', a.Projects.Select(p => p.ProjectName));
    }

    [Fact]
    public void Nothing_at_all_is_compliant() => Assert.Equal(100, Compliance.Of([], "", false, 10, 1).Summary.OverallCompliancePercentage);
}
