using System.Security.Cryptography;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>
/// Secrets that the server made for itself or was told, by their names: in the store, so that every replica has them, and
/// sealed with the key that does not lie there.
/// </summary>
[ModuleService]
public sealed class ServerSecrets(IDatabase database, SecretKey seal, TimeProvider clock)
{
    private const string Insert = "INSERT INTO secret(name, sealed, created_at) VALUES($1, $2, $3) ON CONFLICT(name) DO NOTHING";
    private const string Select = "SELECT sealed FROM secret WHERE name = $1";

    /// <summary>The secret of this name; when there is none, random bytes are made and kept.</summary>
    public async Task<byte[]> GetOrMakeAsync(string name, int length, CancellationToken ct)
    {
        if (await FindAsync(name, ct) is { } known) return known;
        // Of two replicas that start at once the first one's is kept, and both read that.
        var made = seal.Protect(RandomNumberGenerator.GetBytes(length), name);
        await database.WriteAsync(write => write.ExecuteAsync(Insert, name, made, clock.GetUtcNow()), ct);
        return (await FindAsync(name, ct))!;
    }

    public async Task<byte[]?> FindAsync(string name, CancellationToken ct) =>
        await database.FirstAsync(Select, r => r.GetFieldValue<byte[]>(0), ct, name) is { } bytes ? seal.Unprotect(bytes, name) : null;

    public static async ValueTask<bool> ForgetAsync(IWrite write, string name) =>
        await write.ExecuteAsync("DELETE FROM secret WHERE name = $1", name) == 1;
}
