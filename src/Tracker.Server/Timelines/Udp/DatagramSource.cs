using System.Net.Sockets;

namespace Tracker.Server.Timelines.Udp;

/// <summary>Reads datagrams from a socket into memory of its own.</summary>
internal abstract class DatagramSource
{
    /// <summary>How long a read waits for the first datagram.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>The most that one read gives.</summary>
    public abstract int Most { get; }

    public static DatagramSource Of(Socket socket) =>
        OperatingSystem.IsLinux() && Environment.Is64BitProcess ? new BatchedSource(socket) : new PlainSource(socket);

    /// <summary>Waits for datagrams; their number, or 0 when none came.</summary>
    /// <exception cref="SocketException">The socket failed.</exception>
    public abstract int Receive();

    public abstract ReadOnlySpan<byte> Datagram(int i);

    /// <summary>Its sender's sockaddr.</summary>
    public abstract ReadOnlySpan<byte> Sender(int i);
}
