namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// What became of a request whose answer was lost, as far as its client knows, is open: it happened at any time or never. The
/// database's own record settles it, and says of every take and release before when it cannot have happened. Without that the
/// search for an order would have too much to try.
/// </summary>
internal sealed class LostAnswers
{
    // Two readings of one machine's clock, the embedded store's to the millisecond.
    private const long Tolerance = 3_000;

    private readonly IReadOnlyCollection<LockOperation> _history;
    private readonly ILookup<string, AuditRecord> _takenBy;
    private readonly Dictionary<long, AuditRecord> _taken;
    private readonly Dictionary<long, AuditRecord> _ended;
    private readonly Dictionary<string, long> _tokens;
    private readonly Dictionary<long, string> _ids;
    private readonly HashSet<string> _released;
    private readonly ILookup<string, long> _placesOf;
    private readonly Dictionary<long, AuditRecord> _lastOfPlace;

    private LostAnswers(IReadOnlyCollection<LockOperation> history, IReadOnlyCollection<AuditRecord> records)
    {
        _history = history;
        _takenBy = records.Where(r => r.What == AuditRecord.Taken).ToLookup(r => r.Who);
        _taken = records.Where(r => r.What == AuditRecord.Taken).ToDictionary(r => r.Id);
        _ended = records.Where(r => r.What == AuditRecord.Ended).ToDictionary(r => r.Id);
        var known = history.Where(o => o is { Answer: Answer.Done, Token: > 0 }).DistinctBy(o => o.LockId).ToList();
        _tokens = known.ToDictionary(o => o.LockId, o => o.Token);
        _ids = known.DistinctBy(o => o.Token).ToDictionary(o => o.Token, o => o.LockId);
        _placesOf = records.Where(r => r.What == AuditRecord.Queued).ToLookup(r => r.Who, r => r.Id);
        _lastOfPlace = records.Where(r => r.What is AuditRecord.Queued or AuditRecord.Stayed or AuditRecord.Left).GroupBy(r => r.Id).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Sequence)!);
        _released = [.. history.Where(o => o is { Kind: OperationKind.Release, Answer: Answer.Done }).Select(o => o.LockId)];
    }

    public static IEnumerable<LockOperation> Settled(IReadOnlyCollection<LockOperation> history, IReadOnlyCollection<AuditRecord> records)
    {
        var settled = new LostAnswers(history, records);
        return history.SelectMany(settled.Of);
    }

    private IEnumerable<LockOperation> Of(LockOperation operation) => operation switch
    {
        { Kind: OperationKind.Take, Answer: Answer.Done } => [operation with { NotBefore = _taken.TryGetValue(operation.Token, out var t) ? t.At - Tolerance : 0 }],
        { Kind: OperationKind.Take, Answer: Answer.Unknown } => Take(operation),
        { Kind: OperationKind.Release, Answer: Answer.Done } => [operation with { NotBefore = EndOf(operation) is { } end ? end.At - Tolerance : 0 }],
        // What ended before its time was released, and by whoever asked for that if nobody else was told so.
        { Kind: OperationKind.Release, Answer: Answer.Unknown } =>
            EndOf(operation) is { } end && end.At < end.Until - Tolerance && _released.Add(operation.LockId)
                ? [operation with { Answer = Answer.Done, NotBefore = end.At - Tolerance }]
                : [],
        _ => [operation],
    };

    /// <summary>Once for each time it was taken: a request that was sent again without a key may have been taken twice. Never taken, it stood in the way of others as long as its place was kept.</summary>
    private IEnumerable<LockOperation> Take(LockOperation operation)
    {
        var taken = _takenBy[operation.Who].Where(r => !_history.Any(o => o.Who == r.Who && o.Token == r.Id && o.IsCertain)).Select(r => Taken(operation, r)).ToList();
        if (taken.Count > 0 || !_placesOf.Contains(operation.Who)) return taken;
        return [operation with { NeverTook = true, QueuedUntil = _placesOf[operation.Who].Max(EndOfPlace) + Tolerance }];
    }

    private long EndOfPlace(long place) => _lastOfPlace[place] is { What: not AuditRecord.Left } last ? Math.Min(last.Until, last.GivesUp) : _lastOfPlace[place].At;

    private LockOperation Taken(LockOperation operation, AuditRecord record)
    {
        var until = _ended.TryGetValue(record.Id, out var end) ? end.At : record.Until;
        return operation with
        {
            Answer = Answer.Done,
            Token = record.Id,
            LockId = _ids.GetValueOrDefault(record.Id, $"token {record.Id}"),
            ExpiresAt = until,
            // The search takes the time of the decision from the end and the length.
            Ttl = until == LockOperation.Never ? 0 : until - record.At,
            NotBefore = record.At - Tolerance,
        };
    }

    private AuditRecord? EndOf(LockOperation release) =>
        _tokens.TryGetValue(release.LockId, out var token) && _ended.TryGetValue(token, out var end) ? end : null;
}
