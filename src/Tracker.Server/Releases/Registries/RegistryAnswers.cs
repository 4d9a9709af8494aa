using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Registries;

/// <summary>Who calls a registry.</summary>
public sealed record RegistryCredentials(string User, string Secret)
{
    /// <summary>Whoever prints a record prints no secret.</summary>
    public override string ToString() => $"{nameof(RegistryCredentials)} {{ User = {User} }}";
}

/// <summary>What stands behind a tag.</summary>
/// <param name="Digest">Of the manifest, or of the index of an image for several architectures: <c>sha256:…</c>.</param>
/// <param name="ETag">The registry's mark of it, of at most 300 characters; null where it gives none.</param>
public sealed record TagState(string Digest, string? ETag);

/// <summary>What a registry said of a tag, and what asking took.</summary>
/// <param name="RateLimit">The budget that the registry told of last; null where it tells of none.</param>
/// <param name="Requests">How many were sent, redirects and those for a token included.</param>
/// <param name="Charged">How many of them count in the budget: by what Docker Hub documents, manifests that were read.</param>
public sealed record TagAnswer(TagOutcome Outcome, RateLimit? RateLimit, int Requests, int Charged);

public abstract record TagOutcome
{
    private TagOutcome()
    {
    }

    /// <summary>The digest is what it was; the mark may be another.</summary>
    public sealed record Unchanged(TagState State) : TagOutcome;

    /// <summary>A manifest of this digest was read.</summary>
    public sealed record Changed(TagState State) : TagOutcome;

    public sealed record Failed(SourceProblem Problem) : TagOutcome;
}

/// <summary>What a registry said of an image's tags, and what asking took.</summary>
public sealed record TagsAnswer(TagsOutcome Outcome, RateLimit? RateLimit, int Requests, int Charged);

public abstract record TagsOutcome
{
    private TagsOutcome()
    {
    }

    /// <param name="Tags">In the registry's order, each once.</param>
    /// <param name="IsCut">There are more than are read.</param>
    public sealed record Listed(IReadOnlyList<string> Tags, bool IsCut) : TagsOutcome;

    public sealed record Failed(SourceProblem Problem) : TagsOutcome;
}
