namespace Tracker.Server.Timelines.Ingest;

/// <summary>Makes messages durable.</summary>
internal interface IMessageWriter
{
    /// <summary>Durable when it returns. One outcome for each message, in their order.</summary>
    /// <param name="messages">The messages, in the order in which they came.</param>
    /// <param name="alone">Which of them came alone, and are refused when they contradict what there is.</param>
    Task<IngestOutcome[]> WriteAsync(IReadOnlyList<Incoming> messages, Predicate<int> alone, CancellationToken ct);
}
