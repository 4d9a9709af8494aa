using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tracker.Protocol.Api;
using Tracker.Storage;

namespace Tracker.Server.Access.Users;

/// <summary>
/// Who may become a user by themselves. The first one becomes an administrator, so they must come from this machine or by
/// the set-up link that the start prints, which is good once.
/// </summary>
public sealed class Registration(AccessOptions options, ServerSecrets secrets, IDatabase database)
{
    private const string Link = "set-up link";

    /// <summary>What a newcomer may do; null when there are users and registration is closed.</summary>
    public Scope? Later => options.Registration;

    public async Task<bool> IsFirstAsync(CancellationToken ct) => !await UserStore.AnyAsync(database, ct);

    /// <summary>The text of the set-up link: made once, the same for every replica.</summary>
    public async Task<string> SetUpTextAsync(CancellationToken ct) => Base64Url.EncodeToString(await secrets.GetOrMakeAsync(Link, 24, ct));

    public async Task<bool> IsSetUpTextAsync(string? text, CancellationToken ct) =>
        !string.IsNullOrEmpty(text) && await secrets.FindAsync(Link, ct) is { } secret
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Base64Url.EncodeToString(secret)), Encoding.UTF8.GetBytes(text));

    public static ValueTask<bool> UsedUpAsync(IWrite write) => ServerSecrets.ForgetAsync(write, Link);
}
