namespace Tracker.Tests.Locks.Proof;

/// <summary>The race finds out servers that do not exclude, and only those.</summary>
public sealed class BrokenLockTests
{
    private const int MostRounds = 20;

    [Fact]
    public async Task One_memory_excludes() => Assert.Empty(await RaceAsync(shared: true, BrokenLockServer.Fault.None, rounds: 8));

    [Fact]
    public async Task Replicas_with_memories_of_their_own_do_not() => Assert.NotEmpty(await RaceAsync(shared: false, BrokenLockServer.Fault.None));

    [Theory]
    [InlineData(nameof(BrokenLockServer.Fault.LooksBeforeItTakes))]
    [InlineData(nameof(BrokenLockServer.Fault.EndsTooEarly))]
    [InlineData(nameof(BrokenLockServer.Fault.SameToken))]
    [InlineData(nameof(BrokenLockServer.Fault.ReleasesAnything))]
    [InlineData(nameof(BrokenLockServer.Fault.ReadsStale))]
    [InlineData(nameof(BrokenLockServer.Fault.RefusesFree))]
    public async Task Whatever_else_goes_wrong_is_found(string fault) =>
        Assert.NotEmpty(await RaceAsync(shared: true, Enum.Parse<BrokenLockServer.Fault>(fault)));

    private static async Task<List<string>> RaceAsync(bool shared, BrokenLockServer.Fault fault, int rounds = MostRounds)
    {
        var memory = new BrokenLockServer.Memory();
        await using var one = await BrokenLockServer.StartAsync(memory, fault);
        await using var other = await BrokenLockServer.StartAsync(shared ? memory : new BrokenLockServer.Memory(), fault);
        using var race = new Race(seed: 5, [() => one.Address, () => other.Address]);
        var violations = new List<string>();
        for (var round = 0; round < rounds && violations.Count == 0; round++)
        {
            await race.RoundAsync();
            violations = race.Violations(grace: TimeSpan.FromSeconds(30));
        }
        Assert.True(race.Register.Writes > 0, "nobody ever got the lock");
        return violations;
    }
}
