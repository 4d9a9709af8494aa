using Tracker.Testing;

namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// Sixty-four clients race for one lock while servers are killed, paused and restarted. By the database's own clock there
/// is at most one holder, tokens only grow, nobody waits for ever, waiters come in order, and what clients were told is
/// linearizable.
/// </summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    private static readonly Scope Everything = new("*", "*", "*");

    [Fact]
    public async Task Two_replicas_over_one_database_exclude()
    {
        await using var servers = await RaceServers.OnPostgresAsync();
        await RaceAsync(servers, rounds: 60, kills: 2);
    }

    [Fact]
    public async Task One_server_with_its_embedded_store_excludes()
    {
        await using var servers = await RaceServers.OnSqliteAsync();
        await RaceAsync(servers, rounds: 40, kills: 1);
    }

    [Fact]
    public async Task A_lock_of_everything_excludes_each_lock_on_two_replicas()
    {
        await using var servers = await RaceServers.OnPostgresAsync();
        await RaceAsync(servers, rounds: 10, kills: 0, WithWildcards);
    }

    [Fact]
    public async Task A_lock_of_everything_excludes_each_lock_on_the_embedded_store()
    {
        await using var servers = await RaceServers.OnSqliteAsync();
        await RaceAsync(servers, rounds: 10, kills: 0, WithWildcards);
    }

    [Fact(Explicit = true)]
    public async Task A_thousand_rounds_on_two_replicas()
    {
        await using var servers = await RaceServers.OnPostgresAsync();
        await RaceAsync(servers, rounds: 1_000, kills: 40);
    }

    [Fact(Explicit = true)]
    public async Task A_thousand_rounds_on_the_embedded_store()
    {
        await using var servers = await RaceServers.OnSqliteAsync();
        await RaceAsync(servers, rounds: 1_000, kills: 40);
    }

    [Fact(Explicit = true)]
    public async Task Locks_of_everything_under_kills()
    {
        await using var servers = await RaceServers.OnPostgresAsync();
        await RaceAsync(servers, rounds: 200, kills: 8, WithWildcards);
    }

    private static IReadOnlyList<Scope> WithWildcards =>
    [
        new("shop"), new("blog"), new("shop", "staging"), new("shop", Resource: "migration"), new("*"), new("shop", "*", "*"), Everything,
    ];

    // A pause may keep everybody from it for a round or two.
    private const int MostIdle = 6;

    private async Task RaceAsync(RaceServers servers, int rounds, int kills, IReadOnlyList<Scope>? scopes = null)
    {
        var seed = int.TryParse(System.Environment.GetEnvironmentVariable("TRACKER_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        using var race = new Race(seed, servers.Addresses) { Scopes = scopes ?? [new Scope("shop")] };
        var disturbances = Disturbances(servers, random, rounds, kills);
        try
        {
            var (writes, idle) = (0, 0);
            for (var round = 0; round < rounds; round++)
            {
                await race.RoundAsync(disturbances.GetValueOrDefault(round), patient: !LongRun.Enabled);
                idle = race.Register.Writes > writes ? 0 : idle + 1;
                writes = race.Register.Writes;
                if (idle == MostIdle) throw new InvalidOperationException($"Nobody has had a lock for {MostIdle} rounds, in round {round} of {rounds}.");
            }

        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"TRACKER_TEST_SEED={seed}: {e.Message}\n{servers.Said}", e);
        }
        var records = await servers.Audit.ReadAsync();
        // A killed server's waiters keep their place for ten seconds, and it takes some to start again.
        var violations = race.Violations(grace: TimeSpan.FromSeconds(kills > 0 ? 40 : 10), records);
        violations.AddRange(LockAuditRules.Violations(records, race.History));
        violations.AddRange(race.History
            .Where(o => o is { Kind: OperationKind.Take, Answer: Answer.Done } && !records.Any(r => r.What == AuditRecord.Taken && r.Id == o.Token && r.Who == o.Who))
            .Select(o => $"The database knows nothing of {o}."));
        output.WriteLine(
            $"seed {seed}: {race.History.Count} answers, {records.Count(r => r.What == AuditRecord.Taken)} locks taken, " +
            $"{records.Count(r => r.What == AuditRecord.Queued)} waits, {race.History.Count(o => !o.IsCertain)} without an answer, {race.Register.RefusedWrites} late writes refused");
        Assert.True(violations.Count == 0, $"TRACKER_TEST_SEED={seed}: {violations.Count} violations\n{string.Join('\n', violations.Take(20))}");
        Assert.True(race.Register.Writes >= rounds, $"{race.Register.Writes} writes in {rounds} rounds");
    }

    /// <summary>Kills spread evenly over the rounds; a pause and a restart half-way between.</summary>
    private static Dictionary<int, Func<Task>> Disturbances(RaceServers servers, Random random, int rounds, int kills)
    {
        var disturbances = new Dictionary<int, Func<Task>>();
        for (var i = 0; i < kills; i++)
        {
            var first = rounds * i / kills;
            var third = rounds / kills / 3;
            disturbances[first + 1] = () => servers.KillAsync(random);
            disturbances[first + 1 + third] = () => servers.PauseAsync(random);
            disturbances[first + 1 + third + third] = () => servers.RestartAsync(random);
        }
        return disturbances;
    }
}
