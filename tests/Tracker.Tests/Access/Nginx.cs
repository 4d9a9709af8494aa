using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tracker.Testing;

namespace Tracker.Tests.Access;

/// <summary>Debian's nginx in front of one address, in the foreground, with files of its own.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ChildProcess _process;

    private Nginx(Uri upstream, string more, X509Certificate2? certificate = null, string prefix = "/")
    {
        Port = Ports.FreeTcp();
        Address = new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}{prefix}");
        var program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : Requires.Program("nginx", "nginx-light");
        File.WriteAllText(_folder.PathOf("nginx.conf"), Configuration(certificate is null ? "" : Tls(certificate), prefix, certificate is null ? Plain(upstream, more) : Under(prefix, upstream)));
        _process = ChildProcess.Start(program, ["-p", _folder.FullPath, "-e", "stderr", "-c", _folder.PathOf("nginx.conf")]);
    }

    public int Port { get; }

    public Uri Address { get; }

    /// <param name="upstream">Where requests are passed to.</param>
    /// <param name="more">Directives beside the plain proxy_pass.</param>
    public static async Task<Nginx> StartAsync(Uri upstream, string more, CancellationToken ct)
    {
        var nginx = new Nginx(upstream, more);
        using var http = new HttpClient { BaseAddress = nginx.Address };
        await Poll.UntilAsync(
            async () =>
            {
                if (nginx._process.HasExited) throw new InvalidOperationException($"nginx ended.\n{nginx._process.Said}");
                try
                {
                    using var answer = await http.GetAsync("/healthz/ready", ct);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(20), ct);
        return nginx;
    }

    /// <summary>One that speaks TLS, and knows the upstream under a path.</summary>
    public static async Task<Nginx> StartSecureAsync(Uri upstream, string prefix, X509Certificate2 certificate, CancellationToken ct)
    {
        var nginx = new Nginx(upstream, "", certificate, prefix);
        await Poll.UntilAsync(
            async () =>
            {
                if (nginx._process.HasExited) throw new InvalidOperationException($"nginx ended.\n{nginx._process.Said}");
                try
                {
                    using var socket = new TcpClient();
                    await socket.ConnectAsync("127.0.0.1", nginx.Port, ct);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(20), ct);
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private string Tls(X509Certificate2 certificate)
    {
        File.WriteAllText(_folder.PathOf("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.PathOf("key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return $"ssl_certificate {_folder.PathOf("cert.pem")}; ssl_certificate_key {_folder.PathOf("key.pem")};";
    }

    private static string Plain(Uri upstream, string more) => $"location / {{ proxy_pass http://127.0.0.1:{upstream.Port}; {more} }}";

    private static string Under(string prefix, Uri upstream) => $"location {prefix} {{ proxy_pass http://127.0.0.1:{upstream.Port}/$rest; }}";

    /// <remarks>What follows the prefix is as the request has it: nginx would make an escaped slash one of the path.</remarks>
    private string Configuration(string tls, string prefix, string location) =>
        $$"""
        daemon off;
        master_process off;
        pid {{_folder.PathOf("pid")}};
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path {{_folder.PathOf("body")}};
          proxy_temp_path {{_folder.PathOf("proxy")}};
          fastcgi_temp_path {{_folder.PathOf("fastcgi")}};
          uwsgi_temp_path {{_folder.PathOf("uwsgi")}};
          scgi_temp_path {{_folder.PathOf("scgi")}};
          map $request_uri $rest { ~^{{prefix}}(.*)$ $1; }
          server {
            listen 127.0.0.1:{{Port}}{{(tls.Length > 0 ? " ssl" : "")}};
            {{tls}}
            {{location}}
          }
        }
        """;
}
