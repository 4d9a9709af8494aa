using System.Security.Cryptography;
using System.Text;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>The one key that stands in ping addresses which name a task by its slug.</summary>
public sealed class PingKeys(IDatabase database, TimeProvider clock)
{
    private const string Find = "SELECT text FROM ping_key WHERE id = 1";

    public async Task<bool> IsAsync(string key, CancellationToken ct) =>
        await database.FirstAsync(Find, r => r.GetString(0), ct) is { } text
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text));

    /// <summary>The key; the first who asks makes it.</summary>
    public async Task<string> GetAsync(CancellationToken ct) =>
        await database.FirstAsync(Find, r => r.GetString(0), ct) ?? await SetAsync("ON CONFLICT(id) DO UPDATE SET text = ping_key.text", ct);

    /// <summary>Another key; addresses with the old one are not found from now on.</summary>
    public Task<string> RenewAsync(Caller caller, CancellationToken ct) => SetAsync("ON CONFLICT(id) DO UPDATE SET text = excluded.text", ct, caller);

    private Task<string> SetAsync(string conflict, CancellationToken ct, Caller? caller = null)
    {
        // 32 hexadecimal digits would be a UUID, and so the address of a task by its id.
        var fresh = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        return database.WriteAsync(
            Isolation.RowLocks,
            async write =>
            {
                if (caller is not null) await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "ping_key.renew", "ping_key", ""));
                return (await write.FirstAsync($"INSERT INTO ping_key(id, text) VALUES(1, $1) {conflict} RETURNING text", r => r.GetString(0), fresh))!;
            },
            ct);
    }
}
