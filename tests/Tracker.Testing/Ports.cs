using System.Net;
using System.Net.Sockets;

namespace Tracker.Testing;

/// <summary>
/// Ports for programs that cannot bind port 0 and tell. Another program may take one between here and there, so
/// whatever can bind 0 should.
/// </summary>
public static class Ports
{
    public static int FreeTcp() => Free(SocketType.Stream, ProtocolType.Tcp);

    public static int FreeUdp() => Free(SocketType.Dgram, ProtocolType.Udp);

    private static int Free(SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
