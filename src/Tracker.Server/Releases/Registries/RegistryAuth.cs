using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Registries;

/// <summary>
/// Answers a registry's 401: by Basic credentials, or by a token from the realm that the registry names. Credentials go
/// to the registry they are for, and to its realm, and nowhere else.
/// </summary>
internal sealed class RegistryAuth(SourceCall call, RegistryTokens tokens, Uri repository, ImageName image, RegistryCredentials? credentials)
{
    private const int MaxAnswer = 64 * 1024;
    private static readonly TimeSpan BasicLasts = TimeSpan.FromHours(1);

    // What the specification says of a token that does not tell.
    private static readonly TimeSpan TokenLasts = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MostLasts = TimeSpan.FromHours(12);

    // A token that expires on its way is of no use.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    public async Task<SourceResult<AuthenticationHeaderValue>> AnswerAsync(OutboundResponse unauthorized, RegistryTokens.Key key, CancellationToken ct)
    {
        // Another host that the registry redirected to has no say in this.
        if (unauthorized.Url.Authority != repository.Authority) return Unauthorized();
        var challenges = Challenge.Parse(unauthorized.Header("WWW-Authenticate"));
        if (challenges.FirstOrDefault(c => c.IsBearer) is { } bearer) return await TokenAsync(bearer, key, ct);
        if (credentials is null || !challenges.Any(c => c.IsBasic)) return Unauthorized();
        var basic = Basic(credentials);
        tokens.Keep(key, basic, BasicLasts);
        return basic;
    }

    public async Task<SourceResult<AuthenticationHeaderValue>> TokenAsync(Challenge challenge, RegistryTokens.Key key, CancellationToken ct)
    {
        if (!Uri.TryCreate(challenge.Parameters.GetValueOrDefault("realm"), UriKind.Absolute, out var realm) || OutboundGuard.WrongWith(realm) is not null)
        {
            return Invalid("names no address where tokens can be had");
        }

        if (repository.Scheme == "https" && realm.Scheme != "https") return Invalid("wants credentials to be sent without TLS");
        if (!(await call.SendAsync(WithQuery(realm, challenge), Request, MaxAnswer, ct)).TryGet(out var response, out var problem)) return problem;
        if (response.Status != 200)
        {
            return call.Usual(response) ?? (response.Status is 400 or 401 or 403 or 404 ? Unauthorized() : Invalid($"has a realm that answered {response.Status}"));
        }

        if (Read(response) is not var (token, lasts)) return Invalid("has a realm that gave no token");
        var value = new AuthenticationHeaderValue("Bearer", token);
        tokens.Remember(key, challenge);
        if (lasts > Margin) tokens.Keep(key, value, (lasts < MostLasts ? lasts : MostLasts) - Margin);
        return value;

        HttpRequestMessage Request(Uri to)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, to);
            if (credentials is not null) request.Headers.Authorization = Basic(credentials);
            return request;
        }
    }

    private Uri WithQuery(Uri realm, Challenge challenge)
    {
        var query = new StringBuilder(realm.Query.Length > 1 ? realm.Query + "&" : "?");
        if (challenge.Parameters.TryGetValue("service", out var service)) query.Append("service=").Append(Uri.EscapeDataString(service)).Append('&');
        var scope = challenge.Parameters.GetValueOrDefault("scope") ?? $"repository:{image.Repository}:pull";
        query.Append("scope=").Append(Uri.EscapeDataString(scope));
        return new UriBuilder(realm) { Query = query.ToString(), Fragment = "" }.Uri;
    }

    private static (string Token, TimeSpan Lasts)? Read(OutboundResponse response)
    {
        try
        {
            using var json = JsonDocument.Parse(response.Body);
            var token = Text("token") ?? Text("access_token");
            if (response.IsCut || token is null || token.Any(c => c is <= ' ' or > '~')) return null;
            return (token, Seconds("expires_in") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : TokenLasts);

            string? Text(string name) =>
                json.RootElement.TryGetProperty(name, out var p) && p.ValueKind == JsonValueKind.String && p.GetString() is { Length: > 0 } text ? text : null;

            int? Seconds(string name) => json.RootElement.TryGetProperty(name, out var p) && p.ValueKind == JsonValueKind.Number && p.TryGetInt32(out var n) ? n : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static AuthenticationHeaderValue Basic(RegistryCredentials of) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{of.User}:{of.Secret}")));

    private SourceProblem Invalid(string what) => new(SourceProblemKind.Invalid, $"{image.Registry} {what}.");

    private SourceProblem Unauthorized() => new(
        SourceProblemKind.Unauthorized, $"{image} cannot be read {(credentials is null ? "without credentials" : "with these credentials")}, or is not there.");
}
