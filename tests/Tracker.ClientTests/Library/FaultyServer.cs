using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tracker.ClientTests.Library;

/// <summary>What a request said, as it came over the line.</summary>
internal sealed record RawRequest(string Head, string Body)
{
    public string Line => Head[..Head.IndexOf('\r')];

    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Where(h => h.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(h => h[(name.Length + 1)..].Trim()).FirstOrDefault();
}

/// <summary>
/// A server of bare sockets that answers each request, on a connection of its own, by the next of its scripts, and the rest by the
/// last. A script writes what it likes; when it returns, the connection is closed.
/// </summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task>[] _scripts;
    private readonly Task _serving;

    public FaultyServer(params Func<NetworkStream, CancellationToken, Task>[] scripts)
    {
        _scripts = scripts;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<RawRequest> Requests { get; } = [];

    public static Func<NetworkStream, CancellationToken, Task> Says(string text) => (stream, ct) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct).AsTask();

    public static Func<NetworkStream, CancellationToken, Task> Answers(int status, string body, string type = "application/json", string headers = "") =>
        Says($"HTTP/1.1 {status} Something\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}");

    /// <summary>The beginning of an answer.</summary>
    public static Func<NetworkStream, CancellationToken, Task> IsCut => Says("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"id\":");

    public static Func<NetworkStream, CancellationToken, Task> NeverAnswers => (_, ct) => Task.Delay(Timeout.Infinite, ct);

    public static Func<NetworkStream, CancellationToken, Task> NeverEnds(string head, string rest) => async (stream, ct) =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), ct);
        var bytes = Encoding.UTF8.GetBytes(rest);
        while (true) await stream.WriteAsync(bytes, ct);
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            for (var n = 0; ; n++)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                connections.Add(ServeAsync(socket, _scripts[Math.Min(n, _scripts.Length - 1)]));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket, Func<NetworkStream, CancellationToken, Task> script)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (await ReadAsync(stream) is not { } request) return;
            Requests.Enqueue(request);
            await script(stream, _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task<RawRequest?> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[8_192];
        while (true)
        {
            var end = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var request = new RawRequest(text.ToString(0, end), text.ToString(end + 4, text.Length - end - 4));
                if (request.Body.Length >= int.Parse(request.Header("Content-Length") ?? "0")) return request;
            }

            var count = await stream.ReadAsync(buffer, _stop.Token);
            if (count == 0) return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }
}
