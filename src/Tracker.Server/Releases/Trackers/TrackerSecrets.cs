using System.Security.Cryptography;
using System.Text;
using Tracker.Server.Access;

namespace Tracker.Server.Releases.Trackers;

/// <summary>Opens what trackers keep sealed.</summary>
internal static class TrackerSecrets
{
    /// <summary>False when it was sealed with another key than the server's: a store that came here without its own.</summary>
    public static bool TryOpen(this SecretKey seal, ReleaseTracker tracker, byte[]? secret, string name, out string? text)
    {
        try
        {
            text = secret is null ? null : Encoding.UTF8.GetString(seal.Unprotect(secret, tracker.Purpose(name)));
            return true;
        }
        catch (CryptographicException)
        {
            text = null;
            return false;
        }
    }
}
