using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tracker.Testing.Sources;

/// <summary>The realm of a registry: hands out tokens that docker-registry believes, which it signs by ES256.</summary>
public sealed class TokenServer : IAsyncDisposable
{
    public const string Service = "registry.tests";
    public const string Issuer = "tokens.tests";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentQueue<string> _requests = new();
    private LoopbackServer _server = null!;

    private TokenServer()
    {
        var request = new CertificateRequest("CN=tokens.tests", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public Uri Realm => new(_server.Url, "token");

    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>What callers must send by Basic; null gives everybody a token to pull.</summary>
    public string? Credentials { get; set; }

    public int ExpiresIn { get; set; } = 300;

    /// <summary>The query of each request.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public static async Task<TokenServer> StartAsync()
    {
        var server = new TokenServer();
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public string Mint(string repository, params string[] actions)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var head = Part(new { typ = "JWT", alg = "ES256", x5c = new[] { Convert.ToBase64String(_certificate.RawData) } });
        var claims = Part(new
        {
            iss = Issuer,
            sub = "",
            aud = Service,
            exp = now + 3600,
            nbf = now - 60,
            iat = now,
            jti = Guid.NewGuid().ToString(),
            access = new[] { new { type = "repository", name = repository, actions } },
        });
        return $"{head}.{claims}.{Text(_key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        _requests.Enqueue(http.Request.QueryString.Value ?? "");
        if (Credentials is { } wanted && http.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(wanted)))
        {
            http.Response.StatusCode = 401;
            return;
        }

        var repository = http.Request.Query["scope"].ToString().Split(':') is ["repository", var name, ..] ? name : "";
        await http.Response.WriteAsync(JsonSerializer.Serialize(new { token = Mint(repository, "pull"), expires_in = ExpiresIn }));
    }

    private static string Part(object value) => Text(JsonSerializer.SerializeToUtf8Bytes(value));

    private static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
