using System.Collections.Concurrent;

namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// Sixty-four clients who want the same, round after round; what they ask and how they behave follows from the seed. Every
/// answer is recorded, and <see cref="Violations"/> says what no correct lock server could have done.
/// </summary>
internal sealed class Race : IDisposable
{
    public const int Clients = 64;

    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(120);

    private readonly Random _random;
    private readonly LockCaller _caller;
    private readonly ConcurrentQueue<LockOperation> _history = [];
    private readonly RaceClient _client;
    private int _round;

    public Race(int seed, IReadOnlyList<Func<Uri>> servers)
    {
        _random = new Random(seed);
        _caller = new LockCaller(servers);
        _client = new RaceClient(_caller, Register, _history);
    }

    public FencedRegister Register { get; } = new();

    public IReadOnlyCollection<LockOperation> History => _history;

    /// <summary>What is raced for; each client draws one of them.</summary>
    public IReadOnlyList<Scope> Scopes { get; init; } = [new Scope("shop")];

    /// <param name="disturb">What happens to the servers meanwhile.</param>
    /// <param name="patient">Everybody asks until there is an answer, so that no dead client's place has to lapse.</param>
    public async Task RoundAsync(Func<Task>? disturb = null, bool patient = true)
    {
        _round++;
        var pace = _random.Next(10) switch { 0 or 1 => Pace.Slow, 2 or 3 => Pace.Calm, _ => Pace.Rush };
        var everybody = Enumerable.Range(0, Clients)
            .Select(client => RunAsync(client, Plan(client, pace, patient || disturb is null), _random.Next(8) == 0, pace == Pace.Calm ? _random.Next(300) : 0))
            .ToList();
        if (disturb is not null) everybody.Add(disturb());
        await Task.WhenAll(everybody).WaitAsync(LongestRound);
    }

    /// <param name="grace">By how much an answer may come later than the client asked to wait.</param>
    /// <param name="records">What the database saw, which settles what became of lost answers.</param>
    public List<string> Violations(TimeSpan grace, IReadOnlyCollection<AuditRecord>? records = null)
    {
        var found = Register.Violations.ToList();
        found.AddRange(_history
            .Where(o => o.Kind == OperationKind.Take && o.IsCertain && o.Returned - o.Invoked > o.Wait + grace.TotalMicroseconds)
            .Select(o => $"{o} waited for longer than {o.Wait / 1e6:0} s."));
        if (Linearizability.Refute(records is null ? _history : LostAnswers.Settled(_history, records)) is { } refuted) found.Add(refuted);
        return found;
    }

    public void Dispose() => _caller.Dispose();

    private enum Pace
    {
        /// <summary>All at once, and some wait for it.</summary>
        Rush,

        /// <summary>One after the other, and nobody waits, so that it is free at times.</summary>
        Calm,

        /// <summary>Some keep it until its time is up, and some give up waiting.</summary>
        Slow,
    }

    private async Task RunAsync(int client, RacePlan plan, bool reads, int delay)
    {
        var who = $"round {_round} client {client}";
        // Let the others be started first.
        await Task.Delay(delay + 1);
        if (reads) await _client.ReadAsync(who, plan.Scope, plan.Server + 1);
        await _client.RunAsync(who, plan);
        if (reads) await _client.ReadAsync(who, plan.Scope, plan.Server + 1);
    }

    private RacePlan Plan(int client, Pace pace, bool key)
    {
        var ends = pace == Pace.Slow && _random.Next(8) == 0;
        var ttl = ends ? 1u : _random.Next(5) switch { 0 => 0u, 1 => 2u, _ => 30u };
        key = _random.Next(4) > 0 || key;
        // Who may never learn that he has it must not have it for ever.
        if (!key) ttl = 2;
        return new RacePlan(
            Scopes[_random.Next(Scopes.Count)],
            Server: client,
            ttl,
            Wait: client % 6 > 0 || pace == Pace.Calm ? 0u : pace == Pace.Slow ? 2u : 30u,
            key,
            ends ? (_random.Next(2) == 0 ? Manner.Vanishes : Manner.Oversleeps)
                : ttl > 0 && _random.Next(6) == 0 ? Manner.RenewsAndReleases : Manner.Releases,
            Hold: TimeSpan.FromMilliseconds(_random.Next(0, 8)));
    }
}
