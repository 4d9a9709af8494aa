using System.Net;

namespace Tracker.Client;

/// <summary>
/// A call that was not done: the server refused it, could not be reached, or answered something else than a Tracker server does.
/// A call that its caller cancelled throws <see cref="OperationCanceledException"/> instead.
/// </summary>
public sealed class TrackerException : Exception
{
    internal TrackerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>What the server answered; null when no answer came.</summary>
    public HttpStatusCode? Status { get; internal init; }

    /// <summary>The kind of refusal, in a few words.</summary>
    public string? Title { get; internal init; }

    /// <summary>What was wrong, naming the field and what is allowed.</summary>
    public string? Detail { get; internal init; }

    /// <summary>What else the answer said, such as <c>reason</c> or <c>code</c>, as text.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; internal init; } = new Dictionary<string, string>();

    /// <summary>The trace id that the call was sent with: the server's log knows it.</summary>
    public string RequestId { get; internal init; } = "";

    /// <summary>How long the server asked to wait before another attempt.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; internal init; } = 1;

    /// <summary>Whether what was asked for is not there (404).</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    /// <summary>Whether somebody else was first, holds it, or it is there already (409).</summary>
    public bool IsConflict => Status == HttpStatusCode.Conflict;
}
