using System.Text;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Git.GitHub;
using Tracker.Server.Releases.Git.SmartHttp;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Git;

/// <summary>Reads one file of a repository: from GitHub by its API, from any other host by git's own protocol.</summary>
public sealed class GitFile(OutboundClient http, SourceOptions options, TimeProvider clock)
{
    /// <summary>A requirements file is a page or two.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly SmartHttpFile _smart = new();

    /// <param name="token">A token, or <c>user:token</c>; null for a public repository.</param>
    /// <param name="known">What the last answer gave; null reads the file in any case.</param>
    public async Task<FileAnswer> ReadAsync(GitSource source, string? token, FileState? known, CancellationToken ct)
    {
        if (known?.Source != source.Fingerprint) known = null;
        // A commit does not change.
        if (known is not null && source.Ref.Kind == GitRefKind.Commit) return new(new FileOutcome.Unchanged(known), null, 0, 0);
        if (!GitCredentials.TryParse(token, out var credentials))
        {
            return new(new FileOutcome.Failed(new(SourceProblemKind.Unauthorized, "The token has characters that cannot be sent: it may hold 1000 printable ASCII characters.")), null, 0, 0);
        }

        var call = new SourceCall(http, options, clock, token, credentials?.Secret, credentials?.Basic.Parameter);
        var read = GitHubApi.Of(source.Repository, options) is { } api
            ? await new GitHubFile(api, call).ReadAsync(source, credentials, known, ct)
            : await _smart.ReadAsync(call, source, credentials, known, ct);
        return new(Outcome(read, known), call.RateLimit, call.Requests, call.Charged);
    }

    internal static SourceProblem TooLarge(GitSource source, long? size = null) => new(
        SourceProblemKind.TooLarge, $"{source.Path} {(size is null ? "is larger than" : $"has {size} bytes, more than")} the {MaxBytes / 1024} KB that are read.");

    private static FileOutcome Outcome(SourceResult<ReadFile> result, FileState? known)
    {
        if (!result.TryGet(out var read, out var problem)) return new FileOutcome.Failed(problem);
        if (read.Content is not { } content || read.State.Blob == known?.Blob) return new FileOutcome.Unchanged(read.State);
        try
        {
            var text = Strict.GetString(content.Span);
            return new FileOutcome.Changed(read.State, text.TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException)
        {
            return new FileOutcome.Failed(new(SourceProblemKind.Invalid, "The file is not UTF-8 text."));
        }
    }
}

/// <summary>A file as a host gave it.</summary>
/// <param name="Content">Null where it was not sent, being the same as before.</param>
internal sealed record ReadFile(FileState State, ReadOnlyMemory<byte>? Content);
