namespace Tracker.Server.Releases.Flow;

/// <summary>The way of a release through the environments.</summary>
public static class ReleasePath
{
    /// <summary>The first stage after one, leaving out those that the application is not deployed to; null at the end of the way.</summary>
    /// <param name="environments">In their order.</param>
    /// <param name="isOmitted">Whether the application is not deployed to the environment of this name.</param>
    /// <param name="after">Null for the beginning of the way.</param>
    public static ReleaseEnvironment? Next(IReadOnlyList<ReleaseEnvironment> environments, Predicate<string> isOmitted, ReleaseEnvironment? after) =>
        environments.FirstOrDefault(e => (after is null || e.Position > after.Position) && !isOmitted(e.Name));
}
