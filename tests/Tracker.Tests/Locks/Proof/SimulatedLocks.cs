namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// Histories of a perfect lock server in a time of its own: clients ask, the server decides somewhere between question and
/// answer, some answers get lost. What it tells is linearizable by construction.
/// </summary>
internal sealed class SimulatedLocks(int seed, int clients, int operations)
{
    private const long Second = 1_000_000;

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, long> _agenda = new();
    private readonly List<LockOperation> _history = [];
    private readonly List<(LockOperation Asked, Action<bool> Answer)> _queue = [];
    private readonly Dictionary<int, LockOperation> _holding = [];
    private LockOperation? _held;
    private long _now = 1_000 * Second;
    private long _token;
    private int _asked;

    public static readonly Scope Scope = new("shop");

    /// <summary>How often in a hundred an answer gets lost.</summary>
    public int Lost { get; init; }

    public List<LockOperation> Run()
    {
        for (var client = 0; client < clients; client++) Think(client);
        while (_agenda.TryDequeue(out var happens, out var at))
        {
            _now = at;
            happens();
        }
        return _history;
    }

    // Now and then for longer than any lock lasts.
    private void Think(int client) => After(_random.Next(8) == 0 ? 1_500_000 : 100_000, () => Ask(client));

    private void Ask(int client)
    {
        if (_asked++ >= operations) return;
        var asked = _now;
        if (_holding.Remove(client, out var mine))
        {
            if (_random.Next(4) == 0) Renew(client, mine, asked);
            else if (_random.Next(8) == 0) Think(client);
            else Release(client, mine, asked);
        }
        else if (_random.Next(4) == 0) Read(client, asked);
        else Take(client, asked);
    }

    private void Take(int client, long asked)
    {
        var ttl = _random.Next(1, 4) * 300_000;
        var waits = _random.Next(3) == 0;
        var operation = new LockOperation
        {
            Kind = OperationKind.Take,
            Scope = Scope,
            Answer = Answer.Done,
            Who = $"client {client}",
            Invoked = asked,
            Ttl = ttl,
            QueuedUntil = waits ? LockOperation.Never : 0,
        };
        After(20_000, () =>
        {
            if (_held is null && _queue.Count == 0) Decide(true);
            else if (waits) _queue.Add((operation, Decide));
            else Decide(false);
        });

        void Decide(bool granted)
        {
            if (granted)
            {
                operation = operation with { LockId = $"lock {_token + 1}", Token = ++_token, ExpiresAt = _now + ttl };
                Hold(operation);
            }
            Tell(client, operation with { Answer = granted ? Answer.Done : Answer.Refused }, granted ? operation : null);
        }
    }

    private void Hold(LockOperation taken)
    {
        _held = taken;
        _agenda.Enqueue(
            () =>
            {
                if (_held == taken) Free();
            },
            taken.ExpiresAt);
    }

    private void Free()
    {
        _held = null;
        if (_queue.Count == 0) return;
        var next = _queue[0];
        _queue.RemoveAt(0);
        next.Answer(true);
    }

    private void Release(int client, LockOperation mine, long asked) => After(20_000, () =>
    {
        var holds = _held?.LockId == mine.LockId;
        if (holds) Free();
        Tell(client, Of(OperationKind.Release, client, asked) with { LockId = mine.LockId, Answer = holds ? Answer.Done : Answer.Gone }, null);
    });

    private void Renew(int client, LockOperation mine, long asked) => After(20_000, () =>
    {
        var holds = _held?.LockId == mine.LockId;
        var renewed = mine with { ExpiresAt = _now + mine.Ttl };
        if (holds) Hold(renewed);
        Tell(client, Of(OperationKind.Renew, client, asked) with
        {
            LockId = mine.LockId,
            Ttl = mine.Ttl,
            ExpiresAt = holds ? renewed.ExpiresAt : LockOperation.Never,
            Answer = holds ? Answer.Done : Answer.Gone,
        }, holds ? renewed : null);
    });

    private void Read(int client, long asked) => After(20_000, () => Tell(client, Of(OperationKind.Read, client, asked) with
    {
        LockId = _held?.LockId ?? "",
        Token = _held?.Token ?? 0,
        Answer = _held is null ? Answer.Gone : Answer.Done,
    }, null));

    private void Tell(int client, LockOperation decided, LockOperation? holding)
    {
        if (_random.Next(100) < Lost)
        {
            _history.Add(decided with { Answer = Answer.Unknown, LockId = decided.Kind == OperationKind.Take ? "" : decided.LockId, Token = 0, ExpiresAt = LockOperation.Never });
            Think(client);
            return;
        }
        After(20_000, () =>
        {
            _history.Add(decided with { Returned = _now, QueuedUntil = decided.QueuedUntil == 0 ? 0 : _now });
            if (holding is not null) _holding[client] = holding;
            Think(client);
        });
    }

    private LockOperation Of(OperationKind kind, int client, long asked) =>
        new() { Kind = kind, Scope = Scope, Answer = Answer.Done, Who = $"client {client}", Invoked = asked };

    private void After(int atMost, Action then) => _agenda.Enqueue(then, _now + _random.Next(1, atMost));
}
