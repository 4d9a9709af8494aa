using System.Security.Cryptography;
using System.Text;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>A key that stands in addresses which would be guessed without it: one for the whole server, made when it is first asked for.</summary>
/// <param name="table">Where it is kept: one row with an id of 1 and the text.</param>
public abstract class AddressKey(IDatabase database, TimeProvider clock, string table)
{
    private readonly string _find = $"SELECT text FROM {table} WHERE id = 1";
    private readonly string _keep = $"INSERT INTO {table}(id, text) VALUES(1, $1) ON CONFLICT(id) DO UPDATE SET text = {table}.text RETURNING text";
    private readonly string _replace = $"INSERT INTO {table}(id, text) VALUES(1, $1) ON CONFLICT(id) DO UPDATE SET text = excluded.text RETURNING text";

    public async Task<bool> IsAsync(string key, CancellationToken ct) =>
        await database.FirstAsync(_find, r => r.GetString(0), ct) is { } text
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text));

    /// <summary>The key; the first who asks makes it.</summary>
    public async Task<string> GetAsync(CancellationToken ct) =>
        await database.FirstAsync(_find, r => r.GetString(0), ct)
        ?? await database.WriteAsync(Isolation.RowLocks, async write => (await write.FirstAsync(_keep, r => r.GetString(0), Fresh()))!, ct);

    /// <summary>Another key; addresses with the old one are not found from now on.</summary>
    public Task<string> RenewAsync(Caller caller, CancellationToken ct) => database.WriteAsync(
        Isolation.RowLocks,
        async write =>
        {
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, $"{table}.renew", table, ""));
            return (await write.FirstAsync(_replace, r => r.GetString(0), Fresh()))!;
        },
        ct);

    // 32 hexadecimal digits would be a UUID, and so the address of a task by its id.
    private static string Fresh() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}

/// <summary>Stands in ping addresses that name a task by its slug.</summary>
public sealed class PingKeys(IDatabase database, TimeProvider clock) : AddressKey(database, clock, "ping_key");

/// <summary>Stands in the addresses of badges of tags. Nobody can report with it.</summary>
public sealed class BadgeKeys(IDatabase database, TimeProvider clock) : AddressKey(database, clock, "task_badge_key");
