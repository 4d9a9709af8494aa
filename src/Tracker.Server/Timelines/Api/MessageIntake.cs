using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Server.Timelines.Api;

/// <summary>Takes a caller's messages and tells what became of each.</summary>
internal sealed class MessageIntake(TimelineIngest ingest, TimelineMetrics metrics, Quotas quotas, TimeProvider clock)
{
    public const int MostBytes = 1_000_000;

    /// <summary>In the order of the messages; those that are wrong are counted and left out.</summary>
    /// <param name="alone">Whether the caller sent one message by itself.</param>
    public async Task<Outcome<IReadOnlyList<(BodyMessage Message, IngestOutcome Outcome)>>> TakeAsync(
        IReadOnlyList<BodyMessage> messages, bool alone, Caller caller, CancellationToken ct)
    {
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;
        var judged = Judge(messages, clock.GetUtcNow());
        foreach (var wrong in judged)
            if (wrong.Reason is { } reason) metrics.Dropped(reason);
        var right = judged.Where(m => m.Reason is null).Select(m => m.Message).ToList();
        if (!(await ingest.TakeAsync(right, alone, ct)).TryGet(out var outcomes, out var failure)) return failure;
        quotas.Stored(caller.Principal, outcomes.Count(o => o == IngestOutcome.Recorded));
        return Join(judged, outcomes);
    }

    /// <summary>The same, with what is wrong with each beyond its form.</summary>
    public static List<BodyMessage> Judge(IReadOnlyList<BodyMessage> messages, DateTimeOffset now) =>
        [.. messages.Select(m => m.Reason is null && IncomingRules.Refusal(m.Message, now) is { } rule ? m with { Reason = rule, Sentence = IncomingRules.ToSentence(rule) } : m)];

    /// <param name="outcomes">Of those that are not wrong.</param>
    public static List<(BodyMessage Message, IngestOutcome Outcome)> Join(IReadOnlyList<BodyMessage> judged, IngestOutcome[] outcomes)
    {
        var next = 0;
        return [.. judged.Select(m => (m, m.Reason is null ? outcomes[next++] : default))];
    }
}
