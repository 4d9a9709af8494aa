using System.Net.Http.Headers;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Registries;

/// <summary>What stands behind a tag: its digest, by HEAD.</summary>
internal sealed class Manifests(RegistrySession session)
{
    private const int MaxManifest = 4 * 1024 * 1024;

    // An index first: an image for several architectures has one digest that stands for all of them.
    private static readonly string[] Accepted =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    public async Task<SourceResult<TagState>> StateAsync(string tag, TagState? known, CancellationToken ct)
    {
        var sent = await SendAsync(HttpMethod.Head, tag, known?.ETag, 0, [200, 304, 405, 501], ct);
        if (!sent.TryGet(out var response, out var problem)) return problem;
        if (response.Status == 304) return known?.ETag is null ? session.Invalid("says that nothing changed, which it was not asked") : known;
        var digest = response.Status == 200 ? response.Header("Docker-Content-Digest") : null;
        if (digest is null) return await WithoutDigestAsync(tag, known, ct);
        if (!Digest.IsOne(digest)) return session.Invalid("answered a digest that is none");
        var state = new TagState(digest, ETag(response));
        if (digest == known?.Digest) return state;

        if (!(await GetAsync(digest, null, ct)).TryGet(out var manifest, out problem)) return problem;
        return Digest.Matches(digest, manifest.Body.Span) ? state : session.Invalid($"does not tell the truth: what it has as {digest} is {Digest.Of(manifest.Body.Span)}");
    }

    /// <summary>Some do not tell a digest, or know no HEAD: then it is made from the manifest itself.</summary>
    private async Task<SourceResult<TagState>> WithoutDigestAsync(string tag, TagState? known, CancellationToken ct)
    {
        if (!(await GetAsync(tag, known?.ETag, ct)).TryGet(out var manifest, out var problem)) return problem;
        if (manifest.Status == 304) return known?.ETag is null ? session.Invalid("says that nothing changed, which it was not asked") : known;
        return new TagState(Digest.Of(manifest.Body.Span), ETag(manifest));
    }

    private async Task<SourceResult<OutboundResponse>> GetAsync(string reference, string? etag, CancellationToken ct)
    {
        var sent = await SendAsync(HttpMethod.Get, reference, etag, MaxManifest, etag is null ? [200] : [200, 304], ct);
        if (!sent.TryGet(out var response, out var problem)) return problem;
        return response.IsCut ? new SourceProblem(SourceProblemKind.TooLarge, $"{session.Image} has a manifest of more than {MaxManifest / 1024 / 1024} MB.") : response;
    }

    private Task<SourceResult<OutboundResponse>> SendAsync(HttpMethod method, string reference, string? etag, int maxBytes, int[] expected, CancellationToken ct)
    {
        return session.SendAsync(method, new Uri($"{session.Repository}manifests/{reference}"), RegistrySession.Manifests, Add, maxBytes, expected, ct);

        void Add(HttpRequestHeaders headers)
        {
            foreach (var type in Accepted) headers.Accept.ParseAdd(type);
            if (etag is not null) headers.TryAddWithoutValidation("If-None-Match", etag);
        }
    }

    private static string? ETag(OutboundResponse response) => response.Header("ETag") is { Length: > 0 and <= 300 } etag ? etag : null;
}
