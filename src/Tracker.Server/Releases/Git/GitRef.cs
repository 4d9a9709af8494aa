using System.Text.RegularExpressions;
using Tracker.Server.Operations;

namespace Tracker.Server.Releases.Git;

public enum GitRefKind
{
    DefaultBranch,
    Branch,
    Tag,
    Commit,
}

/// <summary>Which state of a repository: the default branch's, or that of a branch, a tag or a commit.</summary>
/// <param name="Name">Without <c>refs/…</c>; a commit in full; empty for the default branch.</param>
public sealed partial record GitRef(GitRefKind Kind, string Name)
{
    private const int MaxName = 250;

    public static GitRef Default { get; } = new(GitRefKind.DefaultBranch, "");

    /// <summary>As git itself names it: HEAD, refs/heads/…, refs/tags/…, or the commit.</summary>
    public string FullName => Kind switch
    {
        GitRefKind.Branch => "refs/heads/" + Name,
        GitRefKind.Tag => "refs/tags/" + Name,
        GitRefKind.Commit => Name,
        _ => "HEAD",
    };

    public override string ToString() => Kind switch
    {
        GitRefKind.Branch => "branch " + Name,
        GitRefKind.Tag => "tag " + Name,
        GitRefKind.Commit => "commit " + Name,
        _ => "the default branch",
    };

    /// <summary>From what a tracker is given, of which at most one is not empty.</summary>
    public static Outcome<GitRef> Check(string? tag, string? branch, string? commit)
    {
        var given = new[] { (GitRefKind.Tag, "tag", tag), (GitRefKind.Branch, "branch", branch), (GitRefKind.Commit, "commit", commit) }
            .Where(g => !string.IsNullOrEmpty(g.Item3)).ToList();
        if (given.Count == 0) return Default;
        if (given.Count > 1) return Failure.Invalid($"At most one of tag, branch and commit may be given, not {string.Join(" and ", given.Select(g => g.Item2))}.");
        var (kind, field, name) = given[0];
        if (kind == GitRefKind.Commit)
        {
            return Commit().IsMatch(name!) ? new GitRef(kind, name!.ToLowerInvariant()) : Failure.Invalid("commit must be a full commit id: 40 hexadecimal digits.");
        }

        return IsName(name!) ? new GitRef(kind, name!) : Failure.Invalid($"{field} must be a name that git allows, without refs/, of at most {MaxName} characters.");
    }

    /// <summary>What git-check-ref-format allows.</summary>
    private static bool IsName(string name) =>
        name.Length <= MaxName && !NotInName().IsMatch(name) && !name.StartsWith('/') && !name.EndsWith('/') && !name.EndsWith('.') && name != "@"
        && !name.StartsWith("refs/", StringComparison.Ordinal)
        && name.Split('/').All(p => !p.StartsWith('.') && !p.EndsWith(".lock", StringComparison.Ordinal));

    [GeneratedRegex(@"\A[0-9a-fA-F]{40}\z")]
    private static partial Regex Commit();

    [GeneratedRegex(@"[\p{C}\s~^:?*\[\\]|\.\.|//|@\{")]
    private static partial Regex NotInName();
}
