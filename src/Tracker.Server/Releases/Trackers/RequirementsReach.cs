using System.Text.Json.Nodes;
using Tracker.Server.Catalog;
using Tracker.Server.Releases.Requirements;

namespace Tracker.Server.Releases.Trackers;

/// <summary>
/// What requirements say of one environment, whichever of its names they use: a file may write <c>production</c> where the queue is
/// <c>prod</c>'s.
/// </summary>
public static class RequirementsReach
{
    public static bool Omits(this TrackedRequirements requirements, string environment, EnvironmentNames names) =>
        requirements.OmitFromDeploy || requirements.OmitFromNamespaces.Any(o => names.Canonical(o) == names.Canonical(environment));

    /// <summary>The configuration for an environment, its overlay merged in.</summary>
    public static string ConfigurationFor(this TrackedRequirements requirements, string environment, EnvironmentNames names)
    {
        var overlays = (JsonNode.Parse(requirements.Configuration) as JsonObject)?[KnownKey.Environments.Name] as JsonObject;
        var overlay = overlays?.Select(o => o.Key).OrderByDescending(k => k == environment).FirstOrDefault(k => names.Canonical(k) == names.Canonical(environment));
        return EnvironmentOverlay.Apply(requirements.Configuration, overlay ?? environment);
    }
}
