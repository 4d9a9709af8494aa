using System.Text.RegularExpressions;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Registries;

/// <summary>A container image without its tag.</summary>
/// <param name="Registry">Host, and port where there is one, as people write it: <c>quay.io</c>, <c>docker.io</c>.</param>
/// <param name="Repository">Its name there: <c>team/app</c>.</param>
public sealed partial record ImageName(string Registry, string Repository)
{
    private const string DockerHub = "docker.io";

    // Of each, the registry's host and the name there.
    private const int MaxLength = 255;

    /// <summary>Where the registry's API is: Docker Hub's is elsewhere.</summary>
    public string Host => Registry == DockerHub ? "registry-1.docker.io" : Registry;

    public override string ToString() => $"{Registry}/{Repository}";

    /// <summary>
    /// <c>quay.io/team/app</c>, <c>registry.lan:5000/app</c>; without a registry Docker Hub's, where <c>app</c> means <c>library/app</c>.
    /// </summary>
    public static Outcome<ImageName> Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return Failure.Invalid("image is required, such as quay.io/team/app.");
        if (text.Length > 2 * MaxLength) return Failure.Invalid($"image may have at most {2 * MaxLength} characters.");
        var (registry, repository) = text.Split('/', 2) is [var first, var rest] && (first.Contains('.') || first.Contains(':') || first == "localhost")
            ? (first.ToLowerInvariant(), rest)
            : (DockerHub, text);
        if (registry is "index.docker.io" or "registry-1.docker.io") registry = DockerHub;
        if (registry == DockerHub && !repository.Contains('/')) repository = "library/" + repository;
        if (!SourceOptions.IsHost(registry))
        {
            return Failure.Invalid($"image must begin with a registry's host, and its port where there is one, not \"{registry}\".");
        }

        return repository.Length <= MaxLength && RepositoryName().IsMatch(repository)
            ? new ImageName(registry, repository)
            : Failure.Invalid($"image must be a name such as quay.io/team/app: lower-case letters, digits and single . _ - between them, without tag or digest, of at most {MaxLength} characters.");
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryName();
}
