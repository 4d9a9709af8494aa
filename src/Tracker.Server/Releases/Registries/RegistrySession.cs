using System.Globalization;
using System.Net.Http.Headers;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Registries;

/// <summary>The requests of one question about one image: each with what the registry wants to see of its caller.</summary>
internal sealed class RegistrySession(SourceCall call, RegistryTokens tokens, ImageName image, Uri repository, RegistryCredentials? credentials)
{
    /// <summary>The part of the API whose answers Docker Hub counts.</summary>
    public const string Manifests = "manifests";

    /// <summary>Where the image is in the registry's API.</summary>
    public Uri Repository => repository;

    public ImageName Image => image;

    /// <summary>An answer of the statuses that are expected, else what is wrong.</summary>
    /// <param name="what">The part of the API: a token for one need not open the other.</param>
    public async Task<SourceResult<OutboundResponse>> SendAsync(
        HttpMethod method, Uri url, string what, Action<HttpRequestHeaders>? headers, int maxBytes, int[] expected, CancellationToken ct)
    {
        var key = new RegistryTokens.Key(repository.Authority, image.Repository, what, credentials);
        var before = call.Requests;
        var auth = new RegistryAuth(call, tokens, repository, image, credentials);
        var authorization = tokens.Get(key);
        // Where this does not help any more, the registry is asked as if nothing were known.
        if (authorization is null && tokens.ChallengeOf(key) is { } challenge) (await auth.TokenAsync(challenge, key, ct)).TryGet(out authorization, out _);
        if (!(await OnceAsync(authorization)).TryGet(out var response, out var problem)) return problem;
        if (response.Status == 401)
        {
            tokens.Forget(key);
            var asked = await auth.AnswerAsync(response, key, ct);
            if (!asked.TryGet(out authorization, out problem)) return problem;
            if (!(await OnceAsync(authorization)).TryGet(out response, out problem)) return problem;
            if (response.Status == 401) tokens.Forget(key);
        }

        call.RateLimit = Budget(response) ?? call.RateLimit;
        call.Uncounted += call.Requests - before - (method == HttpMethod.Get && what == Manifests && response.Status == 200 ? 1 : 0);
        return expected.Contains(response.Status) ? response : Unexpected(response);

        Task<SourceResult<OutboundResponse>> OnceAsync(AuthenticationHeaderValue? with) => call.SendAsync(url, to =>
        {
            var request = new HttpRequestMessage(method, to);
            request.Headers.Authorization = with;
            headers?.Invoke(request.Headers);
            return request;
        }, maxBytes, ct);
    }

    public SourceProblem Invalid(string what) => new(SourceProblemKind.Invalid, $"{image.Registry} {what}.");

    private SourceProblem Unexpected(OutboundResponse response)
    {
        if (response.Status == 429)
        {
            // Docker Hub counts in a window of hours and does not always say how long to wait.
            var wait = response.RetryAfter ?? (Window(response.Header("ratelimit-limit")) is { } window ? window / 6 : TimeSpan.FromMinutes(1));
            return call.RateLimited(image.Registry, wait);
        }

        return call.Usual(response) ?? response.Status switch
        {
            401 or 403 => new(SourceProblemKind.Unauthorized, $"{image} cannot be read {(credentials is null ? "without credentials" : "with these credentials")}, or is not there."),
            404 => new(SourceProblemKind.NotFound, $"{image.Registry} has no such image or tag: {image}."),
            var status => Invalid($"answered {status}, which is not understood"),
        };
    }

    /// <summary><c>ratelimit-limit: 100;w=21600</c>, <c>ratelimit-remaining: 76;w=21600</c></summary>
    private static RateLimit? Budget(OutboundResponse response) =>
        Number(response.Header("ratelimit-limit")) is { } limit && Number(response.Header("ratelimit-remaining")) is { } remaining
            ? new(limit, remaining, null, Window(response.Header("ratelimit-limit")))
            : null;

    private static int? Number(string? header) =>
        int.TryParse(header?.Split(';', ',')[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var n) && n >= 0 ? n : null;

    private static TimeSpan? Window(string? header) =>
        header?.Split(';').Skip(1).Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("w=", StringComparison.Ordinal)) is { } w
        && int.TryParse(w.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
