namespace Tracker.Client.Connect;

/// <summary>How an attempt ended: with an answer, or a failure.</summary>
/// <param name="Answer">The body of a 2xx.</param>
/// <param name="Failure">Without an answer.</param>
/// <param name="IsFinal">Whether another attempt would fail in the same way.</param>
/// <param name="Arrived">Whether the server may have got the request.</param>
internal readonly record struct Attempt(byte[]? Answer, TrackerException? Failure = null, bool IsFinal = false, bool Arrived = true);
