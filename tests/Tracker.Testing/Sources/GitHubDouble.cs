using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

#pragma warning disable CA5350 // Git names its objects by SHA-1.

namespace Tracker.Testing.Sources;

/// <summary>
/// As much of GitHub's REST API as reading one file takes, modelled on its documentation: repository contents, a commit's
/// id, ETags, budgets, renamed repositories. Its repositories answer below <c>/api/v3</c>, as an Enterprise server's do.
/// </summary>
public sealed class GitHubDouble : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Repository> _repositories = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _renamed = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _requests = new();
    private LoopbackServer _server = null!;

    private GitHubDouble()
    {
    }

    /// <summary>Path and query of each request.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>What the setting of Enterprise hosts must name.</summary>
    public string Authority => _server.Url.Authority;

    /// <summary>The token that callers must send; null lets everybody in.</summary>
    public string? Token { get; set; }

    public int Limit { get; set; } = 5000;

    public int Remaining { get; set; } = 5000;

    public DateTimeOffset ResetAt { get; set; } = DateTimeOffset.UtcNow.AddMinutes(30);

    /// <summary>Answers instead; null leaves the request to the double.</summary>
    public Func<HttpContext, GitHubAnswer?> Instead { get; set; } = _ => null;

    public static async Task<GitHubDouble> StartAsync()
    {
        var server = new GitHubDouble();
        server._server = await LoopbackServer.StartAsync(server.AnswerAsync);
        return server;
    }

    public string UrlOf(string name) => $"{_server.Url}{name}";

    /// <summary>A repository with the default branch main.</summary>
    public Repository Create(string name) => _repositories[name] = new Repository();

    /// <summary>From now on the old name redirects, by the repository's number.</summary>
    public void Rename(string from, string to)
    {
        _repositories.TryRemove(from, out var repository);
        _repositories[to] = repository!;
        _renamed[from] = to;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        _requests.Enqueue(http.Request.Path + http.Request.QueryString);
        var result = Instead(http) ?? Answer(http);
        http.Response.StatusCode = result.Status;
        http.Response.Headers["x-ratelimit-limit"] = Text(Limit);
        http.Response.Headers["x-ratelimit-reset"] = Text(ResetAt.ToUnixTimeSeconds());
        foreach (var (name, value) in result.Headers) http.Response.Headers[name] = value;
        if (result.Status == 200)
        {
            var etag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(result.Body)))}\"";
            http.Response.Headers.ETag = etag;
            if (http.Request.Headers.IfNoneMatch == etag) http.Response.StatusCode = 304;
        }

        // An answer of 304 is not counted.
        if (http.Response.StatusCode != 304 && Remaining > 0) Remaining--;
        http.Response.Headers["x-ratelimit-remaining"] = Text(Remaining);
        if (http.Response.StatusCode != 304) await http.Response.WriteAsync(result.Body);
    }

    private GitHubAnswer Answer(HttpContext http)
    {
        if (Remaining == 0) return new(403, """{"message":"API rate limit exceeded for user ID 1."}""");
        if (Token is { } token && http.Request.Headers.Authorization != "Bearer " + token)
        {
            return http.Request.Headers.Authorization.Count > 0 ? new(401, """{"message":"Bad credentials"}""") : NotFound();
        }

        if (http.Request.Headers.UserAgent.Count == 0) return new(403, """{"message":"Request forbidden by administrative rules."}""");
        if (http.Request.Path.Value!.Split('/') is not ["", "api", "v3", "repos", var owner, var name, var part, .. var rest]) return NotFound();
        if (_renamed.TryGetValue($"{owner}/{name}", out var to))
        {
            return new(301, """{"message":"Moved Permanently"}""") { Headers = { ["Location"] = $"/api/v3/repos/{to}/{part}/{string.Join('/', rest)}{http.Request.QueryString}" } };
        }

        if (!_repositories.TryGetValue($"{owner}/{name}", out var repository)) return NotFound();
        var asked = part == "contents" ? http.Request.Query["ref"].ToString() : string.Join('/', rest);
        if (repository.Resolve(asked) is not { } commit) return new(part == "contents" ? 404 : 422, """{"message":"No commit found for the ref"}""");
        if (part == "commits") return new(200, commit);
        return repository.Contents(commit, string.Join('/', rest)) is { } json ? new(200, json) : NotFound();
    }

    private static GitHubAnswer NotFound() => new(404, """{"message":"Not Found"}""");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public sealed record GitHubAnswer(int Status, string Body)
    {
        public Dictionary<string, string> Headers { get; } = [];
    }

    public sealed class Repository
    {
        private readonly Dictionary<string, string> _refs = [];
        private readonly Dictionary<string, Dictionary<string, string>> _commits = [];

        /// <summary>Content that begins with <c>type:</c> is an entry of that type.</summary>
        public string Commit(string path, string content, string branch = "main")
        {
            lock (_refs)
            {
                var files = _refs.TryGetValue("heads/" + branch, out var tip) ? new Dictionary<string, string>(_commits[tip]) : [];
                files[path] = content;
                var commit = Id($"{tip} {path} {content}");
                _commits[commit] = files;
                return _refs["heads/" + branch] = commit;
            }
        }

        public void Tag(string name, string commit)
        {
            lock (_refs) _refs["tags/" + name] = commit;
        }

        internal string? Resolve(string asked)
        {
            lock (_refs)
            {
                if (_commits.ContainsKey(asked)) return asked;
                if (asked is "" or "HEAD") asked = "heads/main";
                return _refs.GetValueOrDefault(asked.StartsWith("refs/", StringComparison.Ordinal) ? asked[5..] : asked);
            }
        }

        internal string? Contents(string commit, string path)
        {
            lock (_refs)
            {
                var files = _commits[commit];
                if (files.Keys.Any(f => f.StartsWith(path + "/", StringComparison.Ordinal))) return new JsonArray(new JsonObject { ["type"] = "file", ["path"] = path + "/x" }).ToJsonString();
                if (!files.TryGetValue(path, out var content)) return null;
                if (content.StartsWith("type:", StringComparison.Ordinal)) return new JsonObject { ["type"] = content[5..], ["size"] = 0, ["sha"] = Id(content) }.ToJsonString();
                var bytes = Encoding.UTF8.GetBytes(content);
                var huge = bytes.Length > 1024 * 1024;
                return new JsonObject
                {
                    ["type"] = "file",
                    ["encoding"] = huge ? "none" : "base64",
                    ["size"] = bytes.Length,
                    ["path"] = path,
                    ["content"] = huge ? "" : Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks),
                    ["sha"] = Id($"blob {bytes.Length}\0{content}"),
                }.ToJsonString();
            }
        }

        private static string Id(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
