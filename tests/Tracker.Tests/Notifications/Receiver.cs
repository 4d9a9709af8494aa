using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Tracker.Testing;

namespace Tracker.Tests.Notifications;

/// <summary>A request as it was received.</summary>
public sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>What to answer it.</summary>
public sealed record Reply(int Status, string Body, string? Location = null, int? RetryAfter = null)
{
    public static Reply Of(int status, string body = "") => new(status, body);

    public static Reply To(string location) => new(302, "", location);
}

/// <summary>A real HTTP server on loopback that writes down what it gets.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _requests = new();
    private volatile TaskCompletionSource? _held;
    private LoopbackServer? _server;

    private Receiver()
    {
    }

    public IReadOnlyList<Received> Requests => [.. _requests];

    public Func<Received, Reply> Answer { get; set; } = _ => Reply.Of(200, "ok");

    public int Port => _server!.Url.Port;

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        receiver._server = await LoopbackServer.StartAsync(receiver.TakeAsync);
        return receiver;
    }

    public Uri Url(string path) => new($"http://127.0.0.1:{Port}{path}");

    /// <summary>Takes requests and answers none until disposed.</summary>
    public IDisposable Hold()
    {
        var held = _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _held = null;
            held.SetResult();
        });
    }

    public async ValueTask DisposeAsync()
    {
        _held?.TrySetResult();
        await _server!.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var received = new Received(
            http.Request.Method, http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
        _requests.Enqueue(received);
        if (_held is { } held) await held.Task;
        var reply = Answer(received);
        http.Response.StatusCode = reply.Status;
        if (reply.Location is { } location) http.Response.Headers.Location = location;
        if (reply.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = $"{seconds}";
        await http.Response.WriteAsync(reply.Body);
    }

    private sealed class Release(Action then) : IDisposable
    {
        public void Dispose() => then();
    }
}
