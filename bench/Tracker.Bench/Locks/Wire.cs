using System.Net;
using System.Net.Sockets;

namespace Tracker.Bench.Locks;

/// <summary>One kept connection that sends a request and reads until its answer is complete; as little as a load can cost.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[32 * 1024];

    public Wire(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <param name="length">How long the answer at the start of what was read is, or 0 when there is more to come.</param>
    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(ReadOnlyMemory<byte> request, Func<ReadOnlyMemory<byte>, int> length, CancellationToken ct)
    {
        await _socket.SendAsync(request, ct);
        var read = 0;
        while (true)
        {
            var more = await _socket.ReceiveAsync(_buffer.AsMemory(read), ct);
            if (more == 0) throw new IOException("The server closed the connection.");
            read += more;
            if (length(_buffer.AsMemory(0, read)) is > 0 and var complete) return _buffer.AsMemory(0, complete);
        }
    }

    public void Dispose() => _socket.Dispose();
}
