using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tracker.Testing;

namespace Tracker.Tests.Releases.Polling;

/// <summary>A registry in which every tag is the same image, and which sees how many requests it has to answer at a time.</summary>
internal sealed class CountingRegistry(Action onRequest) : IAsyncDisposable
{
    private static readonly byte[] Manifest = Encoding.UTF8.GetBytes("""{"schemaVersion":2,"layers":[]}""");
    private static readonly string Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Manifest));
    private static readonly string ETag = $"\"{Digest}\"";

    private LoopbackServer _server = null!;
    private int _atOnce;
    private int _requests;

    public string Authority => _server.Url.Authority;

    public int Requests => _requests;

    public int MostAtOnce { get; private set; }

    public static async Task<CountingRegistry> StartAsync(Action onRequest)
    {
        var registry = new CountingRegistry(onRequest);
        registry._server = await LoopbackServer.StartAsync(registry.AnswerAsync);
        return registry;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        onRequest();
        Interlocked.Increment(ref _requests);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
        // Who asked next would be let in here.
        await Task.Yield();
        Interlocked.Decrement(ref _atOnce);
        http.Response.Headers["Docker-Content-Digest"] = Digest;
        http.Response.Headers.ETag = ETag;
        http.Response.StatusCode = http.Request.Headers.IfNoneMatch == ETag ? 304 : 200;
        if (http.Request.Method == "GET" && http.Response.StatusCode == 200) await http.Response.Body.WriteAsync(Manifest);
    }
}
