using Tracker.Protocol.Catalogs;

namespace Tracker.Server.Catalog;

/// <summary>A deliverable of the catalog and the versions it has. No record: it is a key in tables, by what it is and not by what it says.</summary>
public sealed class KnownDeliverable(string name, CatalogType type, string latestVersion, string referenceVersion)
{
    public string Name => name;

    public CatalogType Type => type;

    public string LatestVersion => latestVersion;

    public string ReferenceVersion => referenceVersion;
}

/// <summary>A project, and what it says it uses that is in the catalog, each in some version; by the deliverable's name.</summary>
public sealed record ProjectUse(string Name, IReadOnlyList<(KnownDeliverable Deliverable, string Version)> Uses);

/// <summary>Which projects are behind in what they use.</summary>
public static class Compliance
{
    /// <param name="projects">All projects, by name.</param>
    /// <param name="query">Only projects whose name contains this, in any case.</param>
    /// <param name="outdatedOnly">Only projects with something outdated.</param>
    /// <param name="perPage">Projects on a page.</param>
    /// <param name="page">From 1.</param>
    public static GetVersionComplianceResponse Of(
        IReadOnlyList<ProjectUse> projects, string query, bool outdatedOnly, int perPage, int page)
    {
        var order = new VersionOrder();
        var stats = new Dictionary<KnownDeliverable, DeliverableComplianceStats>();
        var answer = new GetVersionComplianceResponse();
        var (compliant, matching, skipped) = (0, 0, (long)(page - 1) * perPage);
        foreach (var project in projects)
        {
            var outdated = Count(project);
            if (outdated == 0) compliant++;
            if (outdatedOnly && outdated == 0) continue;
            if (!project.Name.Contains(query, StringComparison.OrdinalIgnoreCase)) continue;
            if (matching++ >= skipped && answer.Projects.Count < perPage) answer.Projects.Add(Show(project));
        }

        answer.TotalCount = (uint)matching;
        answer.Summary = new()
        {
            TotalProjects = projects.Count,
            CompliantProjects = compliant,
            NonCompliantProjects = projects.Count - compliant,
            OverallCompliancePercentage = Percentage(compliant, projects.Count),
            DeliverableStats = { stats.Values.OrderBy(s => s.Name, StringComparer.Ordinal) },
        };
        return answer;

        int Count(ProjectUse project)
        {
            var outdated = 0;
            // A project that uses something in several versions, which stand together, is one that uses it.
            KnownDeliverable? last = null, lastBehind = null;
            foreach (var (deliverable, version) in project.Uses)
            {
                if (!stats.TryGetValue(deliverable, out var s)) stats[deliverable] = s = StatsOf(deliverable);
                if (deliverable != last) s.ProjectsUsing++;
                last = deliverable;
                if (!order.IsBehindRemembered(version, deliverable.ReferenceVersion)) continue;
                outdated++;
                if (deliverable != lastBehind) s.ProjectsOutdated++;
                lastBehind = deliverable;
            }

            return outdated;
        }

        ProjectCompliance Show(ProjectUse project)
        {
            var shown = new ProjectCompliance { ProjectName = project.Name, TotalCount = project.Uses.Count };
            foreach (var (deliverable, version) in project.Uses)
            {
                var outdated = order.IsBehindRemembered(version, deliverable.ReferenceVersion);
                if (outdated) shown.OutdatedCount++;
                shown.Deliverables.Add(new DeliverableUsage
                {
                    Name = deliverable.Name,
                    Type = deliverable.Type,
                    CurrentVersion = version,
                    LatestVersion = deliverable.LatestVersion,
                    ReferenceVersion = deliverable.ReferenceVersion,
                    IsOutdated = outdated,
                    IsLatest = deliverable.LatestVersion.Length > 0 && version == deliverable.LatestVersion,
                });
            }

            shown.CompliancePercentage = Percentage(shown.TotalCount - shown.OutdatedCount, shown.TotalCount);
            return shown;
        }
    }

    private static DeliverableComplianceStats StatsOf(KnownDeliverable d) =>
        new() { Name = d.Name, Type = d.Type, LatestVersion = d.LatestVersion, ReferenceVersion = d.ReferenceVersion };

    /// <summary>100 when there is nothing to be behind in.</summary>
    private static float Percentage(int part, int whole) => whole == 0 ? 100 : 100f * part / whole;
}
