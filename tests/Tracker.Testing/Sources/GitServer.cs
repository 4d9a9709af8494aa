using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tracker.Testing.Sources;

/// <summary>A real git server: <c>git http-backend</c> as a CGI program behind HTTP on loopback, with repositories in a folder of its own.</summary>
public sealed class GitServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _authorizations = new();
    private LoopbackServer _server = null!;

    private GitServer()
    {
    }

    /// <summary>Method, path and query of each request.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The header of each request, empty where there was none.</summary>
    public IReadOnlyList<string> Authorizations => [.. _authorizations];

    /// <summary><c>user:password</c> that callers must send; null lets everybody in.</summary>
    public string? Credentials { get; set; }

    /// <summary>Whether version 2 of the protocol is spoken.</summary>
    public bool SpeaksVersion2 { get; set; } = true;

    public string Authority => _server.Url.Authority;

    public static async Task<GitServer> StartAsync()
    {
        Requires.Program("git", "git");
        var server = new GitServer();
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public string UrlOf(string repository) => $"{_server.Url}{repository}.git";

    /// <summary>An empty bare repository.</summary>
    /// <param name="filter">Whether callers may ask for less than whole commits.</param>
    public async Task<GitRepository> CreateAsync(string name, bool filter = true)
    {
        var repository = new GitRepository(_folder.PathOf(name + ".git"));
        await repository.GitAsync(null, "init", "--quiet", "--bare", "--initial-branch=main", repository.Folder);
        await repository.GitAsync(null, "-C", repository.Folder, "config", "uploadpack.allowFilter", filter ? "true" : "false");
        return repository;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        _requests.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
        _authorizations.Enqueue(http.Request.Headers.Authorization.ToString());
        if (Credentials is { } wanted && http.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(wanted)))
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment(http.Request, body.Length)) start.Environment[name] = value;
        using var backend = new Process { StartInfo = start };
        ProcessStarter.Start(backend);
        using var output = new MemoryStream();
        var reading = backend.StandardOutput.BaseStream.CopyToAsync(output, http.RequestAborted);
        var errors = backend.StandardError.ReadToEndAsync(http.RequestAborted);
        body.Position = 0;
        await body.CopyToAsync(backend.StandardInput.BaseStream, http.RequestAborted);
        backend.StandardInput.Close();
        await reading;
        await errors;
        await backend.WaitForExitAsync(http.RequestAborted);
        await WriteAsync(http.Response, output.ToArray());
    }

    private IEnumerable<(string Name, string? Value)> Environment(HttpRequest request, long length) =>
    [
        ("GIT_PROJECT_ROOT", _folder.FullPath),
        ("GIT_HTTP_EXPORT_ALL", "1"),
        ("GIT_PROTOCOL", SpeaksVersion2 ? request.Headers["Git-Protocol"].ToString() : ""),
        ("REQUEST_METHOD", request.Method),
        ("PATH_INFO", request.Path.Value),
        ("QUERY_STRING", request.QueryString.Value?.TrimStart('?')),
        ("CONTENT_TYPE", request.ContentType ?? ""),
        ("CONTENT_LENGTH", length.ToString(CultureInfo.InvariantCulture)),
        ("REMOTE_ADDR", "127.0.0.1"),
        ("HOME", _folder.FullPath),
    ];

    /// <summary>A CGI program writes headers, an empty line, the body.</summary>
    private static async Task WriteAsync(HttpResponse response, byte[] output)
    {
        var end = output.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var header in Encoding.ASCII.GetString(output, 0, end).Split("\r\n"))
        {
            var (name, value) = header.Split(": ", 2) is [var n, var v] ? (n, v) : (header, "");
            if (name == "Status") response.StatusCode = int.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);
            else response.Headers[name] = value;
        }

        await response.Body.WriteAsync(output.AsMemory(end + 4));
    }
}
