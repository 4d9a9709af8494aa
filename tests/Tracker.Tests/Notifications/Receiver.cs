using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
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
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _requests = new();
    private volatile TaskCompletionSource? _held;

    private Receiver(WebApplication app) => _app = app;

    public IReadOnlyList<Received> Requests => [.. _requests];

    public Func<Received, Reply> Answer { get; set; } = _ => Reply.Of(200, "ok");

    public int Port { get; private set; }

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        receiver.Port = new Uri(receiver._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
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
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
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
