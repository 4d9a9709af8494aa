using Tracker.Server.Catalog;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Requirements;
using Tracker.Server.Releases.Trackers;

namespace Tracker.Server.Releases.Pages;

/// <summary>What changed in the configuration from one release to the next, in the environments where it is the same.</summary>
public sealed record ReleaseChanges(IReadOnlyList<string> Environments, ConfigurationDiff Difference)
{
    /// <summary>How many changes a page shows one by one.</summary>
    private const int Most = 50;

    /// <param name="before">Null for the first release: then everything is new.</param>
    /// <param name="environments">In their order; those that the application is not deployed to are left out.</param>
    public static IReadOnlyList<ReleaseChanges> Of(
        TrackedRequirements? before, TrackedRequirements after, IEnumerable<ReleaseEnvironment> environments, EnvironmentNames names)
    {
        var groups = new List<ReleaseChanges>();
        foreach (var environment in environments.Select(e => e.Name).Where(e => !after.Omits(e, names)))
        {
            var difference = ConfigurationDiff.Between(before?.ConfigurationFor(environment, names), after.ConfigurationFor(environment, names), Most);
            var same = groups.FindIndex(g => g.Difference.More == difference.More && g.Difference.Changes.SequenceEqual(difference.Changes));
            if (same < 0) groups.Add(new([environment], difference));
            else groups[same] = groups[same] with { Environments = [.. groups[same].Environments, environment] };
        }

        return groups;
    }
}
