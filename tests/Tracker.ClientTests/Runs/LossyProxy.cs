using System.Net;
using System.Net.Sockets;

namespace Tracker.ClientTests.Runs;

/// <summary>Passes requests on to a server and, while it is told so, loses the answers.</summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private int _lost;

    public LossyProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Answers to requests whose first line ends so are lost; null: none are.</summary>
    public string? Loses { get; set; }

    public int Lost => _lost;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _server.Port);
            var (up, down) = (client.GetStream(), server.GetStream());
            var buffer = new byte[64 * 1024];
            try
            {
                while (true)
                {
                    // The wrapper sends a request only when it has the answer to the one before.
                    var request = await WholeAsync(up, down, buffer, forwards: true);
                    var loses = Loses is { } end && request.Split("\r\n")[0].EndsWith(end + " HTTP/1.1", StringComparison.Ordinal);
                    await WholeAsync(down, up, buffer, forwards: !loses);
                    if (!loses) continue;
                    Interlocked.Increment(ref _lost);
                    return;
                }
            }
            catch (IOException)
            {
                // One side has gone.
            }
        }
    }

    /// <summary>A message, to its end.</summary>
    private async Task<string> WholeAsync(NetworkStream from, NetworkStream to, byte[] buffer, bool forwards)
    {
        var text = "";
        do
        {
            var length = await from.ReadAsync(buffer, _end.Token);
            if (length == 0) throw new IOException("closed");
            text += System.Text.Encoding.Latin1.GetString(buffer, 0, length);
            if (forwards) await to.WriteAsync(buffer.AsMemory(0, length), _end.Token);
        }
        while (!IsWhole(text));
        return text;
    }

    private static bool IsWhole(string message)
    {
        var head = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0) return false;
        if (message.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)) return message.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
        var length = System.Text.RegularExpressions.Regex.Match(message, @"(?i)\r\nContent-Length: (\d+)");
        return !length.Success || message.Length - head - 4 >= int.Parse(length.Groups[1].Value);
    }
}
