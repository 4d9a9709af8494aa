using System.Net;
using System.Net.Sockets;
using System.Text;
using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Tests.Timelines.Udp;

/// <summary>Sends datagrams to a server, as fast as the kernel takes them.</summary>
internal sealed class DatagramSender : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[TimelineLimits.DatagramBytes];

    public DatagramSender(IPEndPoint server)
    {
        _socket = new(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Connect(server);
    }

    public void Send(ReadOnlySpan<byte> datagram) => _socket.Send(datagram);

    public void Send(string json) => Send(Encoding.UTF8.GetBytes(json));

    public void Send(in Incoming message) => Send(new TimelineMessage
    {
        Context = message.Context,
        Name = message.Name,
        Host = message.Host,
        Type = message.Type,
        Time = message.Time,
        Status = message.Status,
    });

    public void Send(TimelineMessage message)
    {
        Assert.Equal(DatagramError.None, TimelineDatagram.Write(message, DatagramFormat.MessagePack, _buffer, out var length));
        Send(_buffer.AsSpan(0, length));
    }

    public void Dispose() => _socket.Dispose();
}
