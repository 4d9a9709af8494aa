using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;

namespace Tracker.Server.Releases.Git;

/// <summary>One file in one repository.</summary>
/// <param name="Repository">An http or https address without credentials.</param>
/// <param name="Path">Within the repository, parts separated by slashes.</param>
public sealed partial record GitSource(Uri Repository, GitRef Ref, string Path)
{
    public const string DefaultPath = "fathomable.yaml";
    private const int MaxRepository = 500;
    private const int MaxPath = 500;

    /// <summary>The same source has the same fingerprint: what was seen of another is no help.</summary>
    internal string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Repository.AbsoluteUri}\n{Ref.FullName}\n{Path}")).AsSpan(0, 8));

    /// <summary>
    /// From what a tracker is given. A repository is <c>owner/name</c> (GitHub's) or an address such as
    /// <c>https://git.example.org/team/app.git</c>. A failure names the field.
    /// </summary>
    public static Outcome<GitSource> Check(string? repo, string? sourcePath, string? tag, string? branch, string? commit)
    {
        if (!CheckRepository(repo).TryGet(out var repository, out var failure)) return failure;
        if (!GitRef.Check(tag, branch, commit).TryGet(out var at, out failure)) return failure;
        var path = string.IsNullOrEmpty(sourcePath) ? DefaultPath : sourcePath;
        return IsPath(path)
            ? new GitSource(repository, at, path)
            : Failure.Invalid($"sourcePath must be a file's path within the repository, such as deploy/fathomable.yaml, of at most {MaxPath} characters.");
    }

    private static Outcome<Uri> CheckRepository(string? repo)
    {
        if (string.IsNullOrWhiteSpace(repo)) return Failure.Invalid("repo is required: owner/name for GitHub's, else an http or https address.");
        if (repo.Length > MaxRepository) return Failure.Invalid($"repo may have at most {MaxRepository} characters.");
        if (OwnerAndName().IsMatch(repo)) return new Uri($"https://github.com/{WithoutSuffix(repo)}");
        if (!Uri.TryCreate(repo, UriKind.Absolute, out var url)
            || OutboundGuard.WrongWith(url) is not null
            || url is not { Query.Length: 0, Fragment.Length: 0 }
            || url.AbsolutePath.Trim('/').Length == 0)
        {
            return Failure.Invalid("repo must be owner/name for GitHub's, else an http or https address without user name or password, such as https://git.example.org/team/app.git.");
        }

        // A token is sent there.
        if (IsGitHubCom(url)) url = new Uri($"https://github.com/{WithoutSuffix(url.AbsolutePath.Trim('/'))}");
        return !IsGitHubCom(url) || OwnerAndName().IsMatch(url.AbsolutePath[1..])
            ? new Uri(url.AbsoluteUri.TrimEnd('/'))
            : Failure.Invalid("repo must be https://github.com/owner/name.");
    }

    private static bool IsGitHubCom(Uri url) => url.IsDefaultPort && url.Host is "github.com" or "www.github.com";

    private static string WithoutSuffix(string name) => name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;

    private static bool IsPath(string path) =>
        path.Length <= MaxPath && !path.Any(char.IsControl) && path.Split('/').All(p => p is not ("" or "." or ".."));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}\z)[A-Za-z0-9._-]+\z")]
    private static partial Regex OwnerAndName();
}
