namespace Tracker.Server.Releases.Sources;

public enum SourceProblemKind
{
    /// <summary>The operator does not allow the call.</summary>
    Refused,

    /// <summary>Without or with these credentials there is no access.</summary>
    Unauthorized,

    /// <summary>There is no such thing, or nobody may know.</summary>
    NotFound,

    /// <summary>The host wants no more calls for a while.</summary>
    RateLimited,

    /// <summary>No answer, or the host has trouble of its own.</summary>
    Unreachable,

    /// <summary>More than is read.</summary>
    TooLarge,

    /// <summary>The answer is malformed, not true, or of a kind that is not understood.</summary>
    Invalid,
}

/// <summary>Why a git host or a registry did not tell what it was asked, in words for the owner of the tracker.</summary>
/// <param name="Kind">What to do about it depends on this.</param>
/// <param name="Message">Holds no credentials, and nothing of an answer's body.</param>
/// <param name="RetryAt">Not to be asked again before; null where the host does not say.</param>
public sealed record SourceProblem(SourceProblemKind Kind, string Message, DateTimeOffset? RetryAt = null);

/// <summary>What a host says of its budget.</summary>
/// <param name="Limit">Requests in a window.</param>
/// <param name="Remaining">What is left of them.</param>
/// <param name="ResetAt">When the window ends, where the host says so.</param>
/// <param name="Window">How long a window is, where that is known.</param>
public sealed record RateLimit(int Limit, int Remaining, DateTimeOffset? ResetAt, TimeSpan? Window);
