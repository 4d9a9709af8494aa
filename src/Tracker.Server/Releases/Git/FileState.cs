namespace Tracker.Server.Releases.Git;

/// <summary>What was seen of a file, so that it need not be read again. To others an opaque text, and two ids to show.</summary>
/// <param name="Commit">In which it was seen last.</param>
/// <param name="Blob">Its content's id: the same content has the same.</param>
public sealed record FileState(string Commit, string Blob)
{
    private const string Version = "1";

    internal string Source { get; init; } = "";

    /// <summary>The API's mark of its answer; none from git's own protocol.</summary>
    internal string? ETag { get; init; }

    /// <summary>For the store, at most 500 characters.</summary>
    public override string ToString() => string.Join(' ', Version, Source, Commit, Blob, ETag ?? "");

    /// <summary>Null for what is not understood: the file is then read again.</summary>
    public static FileState? Parse(string? text) => text?.Split(' ', 5) is [Version, var source, { Length: > 0 } commit, { Length: > 0 } blob, var etag]
        ? new(commit, blob) { Source = source, ETag = etag.Length > 0 ? etag : null }
        : null;

    internal static FileState Of(GitSource source, string commit, string blob, string? etag = null) =>
        new(commit, blob) { Source = source.Fingerprint, ETag = etag is { Length: <= 300 } ? etag : null };
}
