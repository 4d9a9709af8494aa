using Tracker.Server.Releases.Versions;

namespace Tracker.Server.Releases.Requirements;

/// <summary>What a requirements file says of one application.</summary>
/// <param name="Image">Registry, owner and name, without a tag: <c>quay.io/owner/app</c>.</param>
/// <param name="Label">Which images of it are followed.</param>
/// <param name="Depends">The application's own and its group's, each once, in ordinal order; never itself.</param>
/// <param name="OmitFromDeploy">Whether it is not deployed anywhere.</param>
/// <param name="OmitFromNamespaces">Environments that it is not deployed to, as they are written there.</param>
/// <param name="Environments">Those that have an overlay.</param>
/// <param name="Configuration">
/// All of its entry as JSON, and below <c>group</c> what its group shares that Tracker gives no meaning. The same meaning is the
/// same text, whatever the order of keys, the quotes and the comments in the file.
/// </param>
public sealed record ApplicationRequirements(
    ApplicationName Application,
    string Image,
    ContainerLabel Label,
    IReadOnlyList<ApplicationName> Depends,
    bool OmitFromDeploy,
    IReadOnlyList<string> OmitFromNamespaces,
    IReadOnlyList<string> Environments,
    string Configuration)
{
    /// <inheritdoc cref="EnvironmentOverlay.Apply"/>
    public string ConfigurationFor(string environment) => EnvironmentOverlay.Apply(Configuration, environment);
}
