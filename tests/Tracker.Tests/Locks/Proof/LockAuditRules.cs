namespace Tracker.Tests.Locks.Proof;

/// <summary>What must hold of the database's own records, whatever clients saw.</summary>
internal static class LockAuditRules
{
    // A renewal of a waiter's place that was under way when somebody decided need not have been seen by him.
    private const long RenewalUnderWay = 1_000_000;

    public static List<string> Violations(IEnumerable<AuditRecord> records, IReadOnlyCollection<LockOperation> history)
    {
        var asked = history.Where(o => o.Kind == OperationKind.Release).ToLookup(o => o.Who);
        var unanswered = history.Where(o => o is { Kind: OperationKind.Take, Answer: Answer.Unknown }).Select(o => o.Who).ToHashSet();
        var held = new Dictionary<long, AuditRecord>();
        var waiting = new Dictionary<long, Waiter>();
        var places = new Dictionary<string, long>();
        var tokens = new Dictionary<Scope, AuditRecord>();
        var violations = new List<string>();
        foreach (var record in records)
        {
            switch (record.What)
            {
                case AuditRecord.Taken:
                    Take(record);
                    break;
                case AuditRecord.Renewed:
                    held[record.Id] = record;
                    break;
                case AuditRecord.Ended:
                    End(record);
                    break;
                case AuditRecord.Queued:
                    waiting[record.Id] = new Waiter(record);
                    places[record.Who] = record.Id;
                    break;
                case AuditRecord.Stayed:
                    waiting[record.Id].Promises.Add(record);
                    break;
                case AuditRecord.Left:
                    waiting.Remove(record.Id);
                    break;
            }
        }
        return violations;

        void Take(AuditRecord taken)
        {
            foreach (var other in held.Values.Where(h => h.Scope.ConflictsWith(taken.Scope) && h.Until > taken.At))
                violations.Add($"{taken} was taken while {other} was held.");
            foreach (var other in tokens.Values.Where(t => t.Scope.ConflictsWith(taken.Scope) && t.Id >= taken.Id))
                violations.Add($"{taken} has no greater token than {other} before it.");
            // One who did not wait comes after all who do.
            var place = places.GetValueOrDefault(taken.Who, long.MaxValue);
            foreach (var other in waiting.Values.Where(w => w.Queued.Id < place && w.Queued.Scope.ConflictsWith(taken.Scope) && w.IsSurelyThereAt(taken.At)))
                violations.Add($"{taken} overtook {other.Queued}.");
            held[taken.Id] = taken;
            tokens[taken.Scope] = taken;
        }

        void End(AuditRecord ended)
        {
            held.Remove(ended.Id);
            var released = asked[ended.Who].Any(release => release.Invoked <= ended.At + 2_000) || unanswered.Contains(ended.Who);
            if (ended.Until > ended.At && !released) violations.Add($"{ended} ended before its time although nobody released it.");
        }
    }

    private sealed class Waiter(AuditRecord queued)
    {
        public AuditRecord Queued => queued;

        /// <summary>Each time its server said until when it will be alive.</summary>
        public List<AuditRecord> Promises { get; } = [];

        public bool IsSurelyThereAt(long instant) => queued.GivesUp > instant
            && (queued.Until > instant || Promises.Any(p => p.At < instant - RenewalUnderWay && p.Until > instant));
    }
}
