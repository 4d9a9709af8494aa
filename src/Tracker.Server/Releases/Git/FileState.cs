namespace Tracker.Server.Releases.Git;

/// <summary>What was seen of a file, so that it need not be read again. To others an opaque text, and two ids to show.</summary>
/// <param name="Commit">In which it was seen last.</param>
/// <param name="Blob">Its content's id: the same content has the same.</param>
public sealed record FileState(string Commit, string Blob)
{
    private const string Version = "1";
    private const int MaxMark = 300;

    internal string Source { get; init; } = "";

    /// <summary>The API's mark of its answer; none from git's own protocol.</summary>
    internal string? ETag { get; init; }

    /// <summary>Where git's own protocol was redirected to; null where it was not.</summary>
    internal string? MovedTo { get; init; }

    /// <summary>For the store, at most 1000 characters.</summary>
    public override string ToString() => string.Join(' ', Version, Source, Commit, Blob, MovedTo ?? "", ETag ?? "");

    /// <summary>Null for what is not understood: the file is then read again.</summary>
    public static FileState? Parse(string? text) => text?.Split(' ', 6) is [Version, var source, { Length: > 0 } commit, { Length: > 0 } blob, var movedTo, var etag]
        ? new(commit, blob) { Source = source, MovedTo = movedTo.Length > 0 ? movedTo : null, ETag = etag.Length > 0 ? etag : null }
        : null;

    internal static FileState Of(GitSource source, string commit, string blob, string? etag = null, Uri? movedTo = null) => new(commit, blob)
    {
        Source = source.Fingerprint,
        ETag = etag is { Length: <= MaxMark } ? etag : null,
        MovedTo = movedTo?.AbsoluteUri is { Length: <= MaxMark } moved ? moved : null,
    };
}
