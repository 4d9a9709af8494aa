using Tracker.Server.Access;
using Tracker.Storage;

namespace Tracker.Server.Operations.Retention;

/// <summary>How long one kind of rows is kept now.</summary>
/// <param name="Days">Null means for ever.</param>
public sealed record KeptFor(RetentionRule Rule, int? Days);

/// <summary>What administrators say about how long things are kept, for every replica.</summary>
public sealed class RetentionService(IEnumerable<RetentionRule> rules, IDatabase database, TimeProvider clock)
{
    public const int MaxDays = 36_500;

    private const string Select = "SELECT name, days FROM setting_retention";

    private const string Upsert =
        """
        INSERT INTO setting_retention(name, days) VALUES($1, $2)
        ON CONFLICT(name) DO UPDATE SET days = excluded.days
        """;

    public async Task<IReadOnlyList<KeptFor>> ListAsync(CancellationToken ct)
    {
        var set = (await database.QueryAsync(Select, r => (Name: r.GetString(0), Days: (int?)r.GetInteger(1)), ct)).ToDictionary(s => s.Name, s => s.Days);
        return [.. rules.OrderBy(r => r.Title, StringComparer.Ordinal).Select(r => new KeptFor(r, set.TryGetValue(r.Name, out var days) ? days : r.StandardDays))];
    }

    /// <param name="days">Null means for ever.</param>
    public async Task<Outcome<KeptFor>> SetAsync(string name, int? days, Caller caller, CancellationToken ct)
    {
        if (rules.FirstOrDefault(r => r.Name == name) is not { } rule) return Failure.NotFound($"Nothing named {name} is kept; there are {string.Join(", ", rules.Select(r => r.Name).Order())}.");
        if (days < rule.LeastDays || days > MaxDays) return Failure.Invalid($"days: {rule.Title} may be kept from {rule.LeastDays} to {MaxDays} days, or for ever.");
        return await database.TryWriteAsync<KeptFor>(
            async write =>
            {
                await write.ExecuteAsync(Upsert, name, days);
                await AuditLog.AppendAsync(write, new(
                    clock.GetUtcNow(), caller.Principal.Name, caller.Address, "retention.set", name, days is { } d ? $"{d} days" : "for ever"));
                return new KeptFor(rule, days);
            },
            ct);
    }
}
