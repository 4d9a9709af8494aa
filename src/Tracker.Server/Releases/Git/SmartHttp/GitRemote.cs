using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Git.SmartHttp;

/// <summary>What a server says it can do.</summary>
internal sealed record GitCapabilities(bool Filter, bool Shallow);

/// <summary>A repository behind git's smart HTTP, protocol version 2 (gitprotocol-v2).</summary>
/// <param name="movedTo">Where its discovery was redirected to when it was last read.</param>
internal sealed partial class GitRemote(SourceCall call, Uri repository, GitCredentials? credentials, Uri? movedTo)
{
    /// <summary>What is fetched is held in memory.</summary>
    public const int MaxPack = 32 * 1024 * 1024;

    private const int MaxAdvertisement = 64 * 1024;
    private const int MaxRefs = 1024 * 1024;

    /// <summary>Where discovery was redirected to, from where it goes on as git does; that may be another host.</summary>
    public Uri? MovedTo { get; private set; } = movedTo;

    public async Task<SourceResult<GitCapabilities>> DiscoverAsync(CancellationToken ct)
    {
        const string suffix = "/info/refs";
        MovedTo = null;
        var sent = await SendAsync(Below(suffix + "?service=git-upload-pack"), HttpMethod.Get, null, MaxAdvertisement, ct);
        if (!sent.TryGet(out var response, out var problem)) return problem;
        if (!IsOf(response, "application/x-git-upload-pack-advertisement"))
        {
            return Invalid("is no git repository that can be read by the smart HTTP protocol: dumb HTTP is not supported");
        }

        var from = response.Url.GetLeftPart(UriPartial.Path);
        if (from.EndsWith(suffix, StringComparison.Ordinal) && from[..^suffix.Length] != repository.AbsoluteUri) MovedTo = new Uri(from[..^suffix.Length]);
        return Advertised(response.Body);
    }

    /// <summary>The commit that a reference leads to now.</summary>
    public async Task<SourceResult<string>> TipAsync(GitRef at, CancellationToken ct)
    {
        var body = PktCommand.Of("ls-refs", "peel", "ref-prefix " + at.FullName);
        if (!(await PostAsync(body, MaxRefs, ct)).TryGet(out var answer, out var problem)) return problem;
        var lines = new PktReader(answer.Body);
        while (lines.NextLine() is { } line)
        {
            if (RefLine().Match(line) is not { Success: true } found) return Invalid("answered something else than a list of references");
            if (found.Groups["name"].Value != at.FullName) continue;
            return found.Groups[found.Groups["peeled"].Success ? "peeled" : "id"].Value;
        }

        return answer.IsCut
            ? new SourceProblem(SourceProblemKind.TooLarge, $"{Name} has too many references that begin with {at.FullName}.")
            : new SourceProblem(SourceProblemKind.NotFound, at.Kind == GitRefKind.DefaultBranch ? $"{Name} has no default branch, or no commit yet." : $"{Name} has no {at}.");
    }

    /// <summary>A pack with an object and what belongs to it.</summary>
    /// <param name="arguments">Of the command fetch, beside <c>want</c> and <c>done</c>.</param>
    public async Task<SourceResult<ReadOnlyMemory<byte>>> FetchAsync(string id, IEnumerable<string> arguments, int maxBytes, CancellationToken ct)
    {
        var body = PktCommand.Of("fetch", ["no-progress", "ofs-delta", .. arguments, "want " + id, "done"]);
        if (!(await PostAsync(body, maxBytes, ct)).TryGet(out var answer, out var problem)) return problem;
        if (answer.IsCut) return new SourceProblem(SourceProblemKind.TooLarge, $"{Name} sends more than {maxBytes / 1024 / 1024} MB for one commit.");
        return Packed(new(answer.Body));
    }

    private SourceResult<GitCapabilities> Advertised(ReadOnlyMemory<byte> body)
    {
        var lines = new PktReader(body);
        var line = lines.NextLine();
        if (line?.StartsWith("# service=", StringComparison.Ordinal) == true && lines.Next(out _) == PktKind.Flush) line = lines.NextLine();
        if (line != "version 2") return Invalid("does not speak version 2 of git's protocol, which git has since 2.18");
        var all = new List<string>();
        while (lines.NextLine() is { } capability) all.Add(capability);
        if (all.FirstOrDefault(c => c.StartsWith("object-format=", StringComparison.Ordinal)) is { } format && format != "object-format=sha1")
        {
            return Invalid("is a SHA-256 repository, which is not supported");
        }

        if (all.FirstOrDefault(c => c.Split('=')[0] == "fetch") is not { } fetch) return Invalid("lets nobody fetch");
        var features = fetch.Split('=', 2) is [_, var list] ? list.Split(' ') : [];
        return new GitCapabilities(features.Contains("filter"), features.Contains("shallow"));
    }

    /// <summary>The section <c>packfile</c>: its first byte says what a packet holds (1 data, 2 progress, 3 an error).</summary>
    private SourceResult<ReadOnlyMemory<byte>> Packed(PktReader answer)
    {
        using var pack = new MemoryStream();
        var inPack = false;
        while (true)
        {
            switch (answer.Next(out var data))
            {
                case PktKind.Data when !inPack:
                    if (data.Span.StartsWith("ERR "u8)) return NotGiven();
                    inPack = data.Span.TrimEnd((byte)'\n').SequenceEqual("packfile"u8);
                    break;
                case PktKind.Data when data.Span is [1, ..]:
                    pack.Write(data.Span[1..]);
                    break;
                case PktKind.Data when data.Span is [2, ..]:
                    break;
                case PktKind.Data when data.Span is [3, ..]:
                    return NotGiven();
                case PktKind.Delimiter when !inPack:
                    break;
                case PktKind.Flush when inPack:
                    return (ReadOnlyMemory<byte>)pack.GetBuffer().AsMemory(0, (int)pack.Length);
                default:
                    return Invalid("broke off while it sent a pack");
            }
        }

        SourceProblem NotGiven() => new(SourceProblemKind.NotFound, $"{Name} does not give the commit or file: it has no such one, or none that may be fetched.");
    }

    private async Task<SourceResult<OutboundResponse>> PostAsync(byte[] body, int maxBytes, CancellationToken ct)
    {
        var sent = await SendAsync(Below("/git-upload-pack"), HttpMethod.Post, body, maxBytes, ct);
        if (!sent.TryGet(out var response, out var problem)) return problem;
        return IsOf(response, "application/x-git-upload-pack-result") ? response : Invalid("answered something that is not git's protocol");
    }

    private async Task<SourceResult<OutboundResponse>> SendAsync(Uri url, HttpMethod method, byte[]? body, int maxBytes, CancellationToken ct)
    {
        // What discovery was redirected to may be another's host: the credentials are not meant for it.
        var known = Base.GetLeftPart(UriPartial.Authority) == repository.GetLeftPart(UriPartial.Authority);
        if (!(await call.SendAsync(url, Request, maxBytes, ct)).TryGet(out var response, out var problem)) return problem;
        return response.Status == 200 ? response : call.Usual(response) ?? response.Status switch
        {
            401 or 403 => new(SourceProblemKind.Unauthorized, $"{Name} cannot be read {(credentials is null ? "without a token" : "with this token")}, or is not there."),
            404 or 410 => new(SourceProblemKind.NotFound, $"{Name} is not there, or {(credentials is null ? "shown only to whoever has a token" : "the token may not read it")}."),
            var status => Invalid($"answered {status}, which is not understood"),
        };

        HttpRequestMessage Request(Uri to)
        {
            var request = new HttpRequestMessage(method, to);
            if (known) request.Headers.Authorization = credentials?.Basic;
            request.Headers.Add("Git-Protocol", "version=2");
            if (body is null) return request;
            request.Headers.Add("Accept", "application/x-git-upload-pack-result");
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request") } };
            return request;
        }
    }

    private static bool IsOf(OutboundResponse response, string type) => response.Header("Content-Type")?.Split(';')[0].Trim() == type;

    private string Name => repository.Authority + repository.AbsolutePath;

    private Uri Base => MovedTo ?? repository;

    private Uri Below(string path) => new(Base.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);

    private SourceProblem Invalid(string what) => new(SourceProblemKind.Invalid, $"{Name} {what}.");

    [GeneratedRegex(@"\A(?<id>[0-9a-f]{40}) (?<name>\S+)(?: symref-target:\S+)?(?: peeled:(?<peeled>[0-9a-f]{40}))?\z")]
    private static partial Regex RefLine();
}
