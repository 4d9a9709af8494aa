using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Git.GitHub;

/// <summary>A repository's address in GitHub's REST API.</summary>
internal sealed record GitHubApi(Uri Repository)
{
    /// <summary>Null for a host that is not GitHub's.</summary>
    public static GitHubApi? Of(Uri repository, SourceOptions options)
    {
        var name = repository.AbsolutePath.Trim('/');
        if (name.EndsWith(".git", StringComparison.Ordinal)) name = name[..^4];
        if (repository.Host == "github.com") return new(new Uri($"https://api.github.com/repos/{name}/"));
        return options.GitHubHosts.Contains(repository.Authority, StringComparer.OrdinalIgnoreCase)
            ? new(new Uri($"{repository.GetLeftPart(UriPartial.Authority)}/api/v3/repos/{name}/"))
            : null;
    }

    /// <summary>The API takes a reference in full here.</summary>
    public Uri Contents(GitSource source) =>
        new(Repository, "contents/" + Escape(source.Path) + (source.Ref.Kind == GitRefKind.DefaultBranch ? "" : "?ref=" + Uri.EscapeDataString(source.Ref.FullName)));

    /// <summary>And here without its <c>refs/</c>.</summary>
    public Uri Commit(GitRef at) => new(Repository, "commits/" + Escape(at.Kind switch
    {
        GitRefKind.Branch => "heads/" + at.Name,
        GitRefKind.Tag => "tags/" + at.Name,
        _ => at.FullName,
    }));

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
