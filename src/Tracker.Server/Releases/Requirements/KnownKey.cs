namespace Tracker.Server.Releases.Requirements;

/// <summary>A key that Tracker gives a meaning. All others are kept, compared and handed to whoever deploys.</summary>
/// <param name="InGroup">Whether it may stand in a group's <c>group</c>.</param>
/// <param name="InApplication">Whether it may stand in an application's entry.</param>
public sealed record KnownKey(string Name, bool InGroup, bool InApplication, string Takes)
{
    public static KnownKey ImageTag { get; } = new("imageTag", false, true, "a text: a tag or a range of versions, such as 'v1.8.x'");

    public static KnownKey Depends { get; } = new("depends", true, true, "a list of applications, each group.name or the name of one in the same group");

    public static KnownKey OmitFromDeploy { get; } = new("omitFromDeploy", true, true, "in group a list of applications of that group, in an application true or false");

    public static KnownKey OmitFromNamespaces { get; } = new("omitFromNamespaces", true, true, "a list of environments");

    public static KnownKey Environments { get; } = new("environments", false, true, "a map from environments to what is different there");

    public static KnownKey ContainerOwner { get; } = new("containerOwner", true, false, "a text: the repositories' owner, such as team or team/backend");

    public static KnownKey ContainerRepository { get; } = new("containerRepository", true, false, "a text: the registry's host, such as quay.io or registry.example.com:5000");

    public static IReadOnlyList<KnownKey> All { get; } = [ImageTag, Depends, OmitFromDeploy, OmitFromNamespaces, Environments, ContainerOwner, ContainerRepository];
}
