using System.Net.Http.Headers;
using System.Text;

namespace Tracker.Server.Releases.Git;

/// <summary>What a token says, sent as the host wants it.</summary>
internal sealed record GitCredentials(string User, string Secret)
{
    private const int MaxLength = 1000;

    // What GitHub, GitLab, Gitea and others take as the user of any token.
    private const string AnyUser = "x-access-token";

    public AuthenticationHeaderValue Basic => new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{Secret}")));

    public AuthenticationHeaderValue Bearer => new("Bearer", Secret);

    /// <summary>False for a token that no header can hold; none at all is fine.</summary>
    public static bool TryParse(string? token, out GitCredentials? credentials)
    {
        credentials = null;
        if (string.IsNullOrEmpty(token)) return true;
        if (token.Length > MaxLength || token.Any(c => c is <= ' ' or > '~')) return false;
        credentials = token.Split(':', 2) is [{ Length: > 0 } user, var secret] ? new(user, secret) : new(AnyUser, token);
        return true;
    }
}
