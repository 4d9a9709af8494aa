using System.Net.Sockets;
using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Udp;

/// <summary>One datagram after the other, where there is no better way.</summary>
internal sealed class PlainSource : DatagramSource
{
    private readonly Socket _socket;
    private readonly byte[] _datagram = new byte[TimelineLimits.DatagramBytes];
    private readonly System.Net.SocketAddress _sender;
    private int _length;

    public PlainSource(Socket socket)
    {
        _socket = socket;
        _sender = new(socket.AddressFamily);
    }

    public override int Most => 1;

    public override int Receive()
    {
        if (!_socket.Poll(Patience, SelectMode.SelectRead)) return 0;
        _length = _socket.ReceiveFrom(_datagram, SocketFlags.None, _sender);
        return 1;
    }

    public override ReadOnlySpan<byte> Datagram(int i) => _datagram.AsSpan(0, _length);

    public override ReadOnlySpan<byte> Sender(int i) => _sender.Buffer.Span[.._sender.Size];
}
