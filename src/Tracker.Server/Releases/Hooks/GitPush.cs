using System.Text.Json;

namespace Tracker.Server.Releases.Hooks;

/// <summary>Something was pushed to a repository.</summary>
/// <param name="Repository">Its path at its host: <c>owner/name</c>.</param>
/// <param name="Branch">Empty for a tag.</param>
/// <param name="Tag">Empty for a branch.</param>
/// <param name="IsDefault">Whether it is the repository's default branch.</param>
public sealed record GitPush(string Repository, string Branch, string Tag, bool IsDefault)
{
    private const int MaxName = 500;
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>From GitHub's <c>push</c>, which Gitea and Forgejo send likewise; null when it is none.</summary>
    public static GitPush? OfGitHub(JsonElement body) => Of(body, body.At("repository").At("full_name"), body.At("repository").At("default_branch"));

    /// <summary>From GitLab's <c>Push Hook</c> or <c>Tag Push Hook</c>; null when it is none.</summary>
    public static GitPush? OfGitLab(JsonElement body) => Of(body, body.At("project").At("path_with_namespace"), body.At("project").At("default_branch"));

    private static GitPush? Of(JsonElement body, JsonElement repository, JsonElement defaultBranch)
    {
        if (repository.Text() is not { Length: > 0 and <= MaxName } path || body.At("ref").Text() is not { Length: <= MaxName } name) return null;
        if (name.StartsWith(Tags, StringComparison.Ordinal)) return new(path, "", name[Tags.Length..], false);
        if (!name.StartsWith(Branches, StringComparison.Ordinal)) return null;
        var branch = name[Branches.Length..];
        return new(path, branch, "", branch == defaultBranch.Text());
    }
}
