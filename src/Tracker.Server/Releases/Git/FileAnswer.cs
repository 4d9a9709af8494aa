using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Git;

/// <summary>What a git host said of a file, and what asking took.</summary>
/// <param name="RateLimit">The budget that the host told of last; null where it tells of none.</param>
/// <param name="Requests">How many were sent, redirects included; none for a commit that was read before.</param>
/// <param name="Charged">How many of them count in the budget: GitHub's 304 do not.</param>
public sealed record FileAnswer(FileOutcome Outcome, RateLimit? RateLimit, int Requests, int Charged);

public abstract record FileOutcome
{
    private FileOutcome()
    {
    }

    /// <summary>The content is what it was; the state may be newer.</summary>
    public sealed record Unchanged(FileState State) : FileOutcome;

    public sealed record Changed(FileState State, string Text) : FileOutcome;

    public sealed record Failed(SourceProblem Problem) : FileOutcome;
}
