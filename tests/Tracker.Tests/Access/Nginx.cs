using Tracker.Testing;

namespace Tracker.Tests.Access;

/// <summary>Debian's nginx in front of one address, in the foreground, with files of its own.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ChildProcess _process;

    private Nginx(Uri upstream, string more)
    {
        Port = Ports.FreeTcp();
        var program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : Requires.Program("nginx", "nginx-light");
        File.WriteAllText(_folder.PathOf("nginx.conf"), Configuration(upstream, more));
        _process = ChildProcess.Start(program, ["-p", _folder.FullPath, "-e", "stderr", "-c", _folder.PathOf("nginx.conf")]);
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

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

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private string Configuration(Uri upstream, string more) =>
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
          server {
            listen 127.0.0.1:{{Port}};
            location / {
              proxy_pass http://127.0.0.1:{{upstream.Port}};
              {{more}}
            }
          }
        }
        """;
}
