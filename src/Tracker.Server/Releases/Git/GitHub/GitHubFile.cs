using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Git.GitHub;

/// <summary>
/// One file by GitHub's REST API: "Get repository content", conditional, so that a file that did not change costs nothing
/// of the budget; and one request more for the commit when it did.
/// </summary>
internal sealed partial class GitHubFile(GitHubApi api, SourceCall call)
{
    // A file of 256 KB in base64, with room for what surrounds it.
    private const int MaxAnswer = 600 * 1024;
    private const long MaxInstant = 253_402_300_799; // the end of the year 9999
    private const string Json = "application/vnd.github+json";
    private const string Sha = "application/vnd.github.sha";

    public async Task<SourceResult<ReadFile>> ReadAsync(GitSource source, GitCredentials? credentials, FileState? known, CancellationToken ct)
    {
        var sent = await SendAsync(api.Contents(source), Json, credentials, known?.ETag, MaxAnswer, ct);
        if (!sent.TryGet(out var response, out var problem)) return problem;
        if (response.Status == 304 && known?.ETag is not null) return new ReadFile(known, null);
        if (response.Status != 200) return Unexpected(response, source, credentials);
        if (!Contents(response, source).TryGet(out var file, out problem)) return problem;
        var etag = response.Header("ETag");
        if (file.Blob == known?.Blob) return new ReadFile(FileState.Of(source, known.Commit, file.Blob, etag), null);

        // A push between the two requests shows a commit newer than the file; the next look at the file then finds it changed.
        if (!(await CommitAsync(source, credentials, ct)).TryGet(out var commit, out problem)) return problem;
        return new ReadFile(FileState.Of(source, commit, file.Blob, etag), file.Content);
    }

    private async Task<SourceResult<string>> CommitAsync(GitSource source, GitCredentials? credentials, CancellationToken ct)
    {
        if (source.Ref.Kind == GitRefKind.Commit) return source.Ref.Name;
        var sent = await SendAsync(api.Commit(source.Ref), Sha, credentials, null, 1000, ct);
        if (!sent.TryGet(out var response, out var problem)) return problem;
        if (response.Status != 200) return Unexpected(response, source, credentials);
        return ObjectId().IsMatch(response.Text) ? response.Text : Invalid(response, "a commit's id");
    }

    private async Task<SourceResult<OutboundResponse>> SendAsync(
        Uri url, string accept, GitCredentials? credentials, string? etag, int maxBytes, CancellationToken ct)
    {
        var sent = await call.SendAsync(url, Request, maxBytes, ct);
        if (!sent.TryGet(out var response, out _)) return sent;
        call.RateLimit = Budget(response) ?? call.RateLimit;
        if (response.Status == 304) call.Uncounted++;
        return sent;

        HttpRequestMessage Request(Uri to)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, to);
            request.Headers.Authorization = credentials?.Bearer;
            request.Headers.Add("Accept", accept);
            request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
            if (etag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", etag);
            return request;
        }
    }

    private static SourceResult<(string Blob, ReadOnlyMemory<byte> Content)> Contents(OutboundResponse response, GitSource source)
    {
        // A folder is answered by a list, which may be longer than any file.
        if (response.Body.Span.TrimStart(" \r\n\t"u8) is [(byte)'[', ..]) return NotAFile(source, "a folder");
        if (response.IsCut) return GitFile.TooLarge(source);
        try
        {
            using var json = JsonDocument.Parse(response.Body);
            var root = json.RootElement;
            var type = root.GetProperty("type").GetString();
            if (type != "file") return NotAFile(source, Words(type));
            var size = root.GetProperty("size").GetInt64();
            if (size > GitFile.MaxBytes || root.GetProperty("encoding").GetString() != "base64") return GitFile.TooLarge(source, size);
            var blob = root.GetProperty("sha").GetString() ?? "";
            var content = Convert.FromBase64String(root.GetProperty("content").GetString() ?? "");
            return ObjectId().IsMatch(blob) && content.Length <= GitFile.MaxBytes ? (blob, content) : Invalid(response, "a file's content");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Invalid(response, "a file's content");
        }
    }

    private static string Words(string? type) => type switch
    {
        "symlink" => "a symbolic link to something that is no file here",
        "submodule" => "a submodule",
        "dir" => "a folder",
        _ => "no file",
    };

    private SourceProblem Unexpected(OutboundResponse response, GitSource source, GitCredentials? credentials)
    {
        var host = response.Url.Authority;
        var repository = source.Repository.AbsolutePath.Trim('/');
        // The primary limit says 403 with nothing remaining, the secondary one 403 or 429 and perhaps how long.
        if (response.Status is 403 or 429)
        {
            if (response.RetryAfter is { } wait) return call.RateLimited(host, wait);
            if (Budget(response) is { Remaining: 0, ResetAt: { } reset }) return call.RateLimited(host, call.Now + SourceCall.Sane(reset - call.Now));
            if (response.Text.Contains("rate limit", StringComparison.OrdinalIgnoreCase)) return call.RateLimited(host, null);
        }

        return call.Usual(response) ?? response.Status switch
        {
            401 => new(SourceProblemKind.Unauthorized, $"{host} does not accept the token."),
            403 => new(SourceProblemKind.Unauthorized, $"{host} does not let {(credentials is null ? "callers without a token" : "this token")} read {repository}."),
            404 or 409 or 422 => new(
                SourceProblemKind.NotFound,
                $"{host} has no {source.Path} in {source.Ref} of {repository}, or {(credentials is null ? "shows it only to whoever has a token" : "the token may not read it")}."),
            451 => new(SourceProblemKind.NotFound, $"{host} has closed {repository} for legal reasons."),
            var status => new(SourceProblemKind.Invalid, $"{host} answered {status}, which is not understood."),
        };
    }

    private static RateLimit? Budget(OutboundResponse response)
    {
        return Number("x-ratelimit-limit", int.MaxValue) is { } limit && Number("x-ratelimit-remaining", int.MaxValue) is { } remaining
            ? new((int)limit, (int)remaining, Number("x-ratelimit-reset", MaxInstant) is { } reset ? DateTimeOffset.FromUnixTimeSeconds(reset) : null, TimeSpan.FromHours(1))
            : null;

        long? Number(string header, long most) =>
            long.TryParse(response.Header(header), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= most ? n : null;
    }

    private static SourceProblem NotAFile(GitSource source, string what) => new(SourceProblemKind.Invalid, $"{source.Path} is {what}.");

    private static SourceProblem Invalid(OutboundResponse response, string what) => new(SourceProblemKind.Invalid, $"{response.Url.Authority} answered something else than {what}.");

    [GeneratedRegex(@"\A([0-9a-f]{40}|[0-9a-f]{64})\z")]
    private static partial Regex ObjectId();
}
