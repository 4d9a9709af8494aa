namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// A take whose answer was lost happened at any time or never, as far as its client knows. The database's own record tells:
/// each lost answer that is settled by it halves what the search for an order has to try.
/// </summary>
internal static class LostAnswers
{
    public static IEnumerable<LockOperation> Settled(IReadOnlyCollection<LockOperation> history, IReadOnlyCollection<AuditRecord> records)
    {
        var taken = records.Where(r => r.What == AuditRecord.Taken).ToLookup(r => r.Who);
        var ended = records.Where(r => r.What == AuditRecord.Ended).ToDictionary(r => r.Id);
        var seen = history.Where(o => o is { Kind: OperationKind.Read, Answer: Answer.Done }).DistinctBy(o => o.Token).ToDictionary(o => o.Token, o => o.LockId);
        foreach (var operation in history)
        {
            if (operation is not { Kind: OperationKind.Take, IsCertain: false })
            {
                yield return operation;
                continue;
            }
            // Once for each time it was taken: a request that was sent again without a key may have been taken twice.
            foreach (var record in taken[operation.Who])
            {
                var until = ended.TryGetValue(record.Id, out var end) ? end.At : record.Until;
                yield return operation with
                {
                    Answer = Answer.Done,
                    Token = record.Id,
                    LockId = seen.GetValueOrDefault(record.Id, $"token {record.Id}"),
                    ExpiresAt = until,
                    // The search takes the time of the decision from the end and the length.
                    Ttl = until == LockOperation.Never ? 0 : until - record.At,
                };
            }
        }
    }
}
