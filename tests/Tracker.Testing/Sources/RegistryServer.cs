using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Tracker.Testing.Sources;

/// <summary>A real container registry: Debian's docker-registry on loopback, with a folder of its own.</summary>
public sealed class RegistryServer : IAsyncDisposable
{
    public const string User = "tests";
    public const string Password = "a password of tests";

    // Of the password, by bcrypt with as little work as it allows.
    private const string PasswordFile = "tests:$2b$04$HF88lMf2sZK.o1jxIVwjl.7dgCY3z.XspC3yywGm1kOx9R8LF/N1m\n";

    private readonly TempFolder _folder = new();
    private ChildProcess? _process;

    private RegistryServer(int port) => Authority = $"127.0.0.1:{port}";

    /// <summary>Host and port, as they stand in an image's name.</summary>
    public string Authority { get; }

    public Uri Url => new($"http://{Authority}/");

    public static AuthenticationHeaderValue Basic => new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{Password}")));

    /// <summary>Lets everybody in.</summary>
    public static Task<RegistryServer> StartAsync() => StartAsync((_, _) => "");

    /// <summary>Lets everybody in, and tells an address of what is pushed.</summary>
    public static Task<RegistryServer> StartTellingAsync(Uri to, string secret) => StartAsync((_, _) => $"""
        notifications:
          endpoints:
            - name: tracker
              url: {to}
              headers:
                Authorization: [ 'Bearer {secret}' ]
              timeout: 5s
              threshold: 10
              backoff: 100ms

        """);

    /// <summary>Lets <see cref="User"/> in.</summary>
    public static Task<RegistryServer> StartWithPasswordAsync() => StartAsync((_, folder) =>
    {
        File.WriteAllText(folder.PathOf("passwords"), PasswordFile);
        return $"auth:\n  htpasswd:\n    realm: tests\n    path: {folder.PathOf("passwords")}\n";
    });

    /// <summary>Lets in who has a token.</summary>
    public static Task<RegistryServer> StartWithTokensAsync(TokenServer tokens) => StartAsync((_, folder) =>
    {
        File.WriteAllText(folder.PathOf("roots.pem"), tokens.CertificatePem);
        return $"auth:\n  token:\n    realm: {tokens.Realm}\n    service: {TokenServer.Service}\n    issuer: {TokenServer.Issuer}\n    rootcertbundle: {folder.PathOf("roots.pem")}\n";
    });

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<RegistryServer> StartAsync(Func<RegistryServer, TempFolder, string> auth)
    {
        var program = Requires.Program("docker-registry", "docker-registry");
        var server = new RegistryServer(Ports.FreeTcp());
        try
        {
            var config = server._folder.PathOf("config.yml");
            await File.WriteAllTextAsync(config, $"""
                version: 0.1
                log:
                  level: error
                  accesslog:
                    disabled: true
                storage:
                  filesystem:
                    rootdirectory: {server._folder.PathOf("images")}
                http:
                  addr: {server.Authority}

                """ + auth(server, server._folder));
            server._process = ChildProcess.Start(program, ["serve", config], new Dictionary<string, string?> { ["OTEL_TRACES_EXPORTER"] = "none" });
            using var http = new HttpClient();
            await Poll.UntilAsync(async () =>
            {
                if (server._process.HasExited) throw new InvalidOperationException($"docker-registry ended: {server._process.Said}");
                using var response = await http.GetAsync(new Uri(server.Url, "v2/"));
                return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized;
            }, TimeSpan.FromSeconds(60));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
