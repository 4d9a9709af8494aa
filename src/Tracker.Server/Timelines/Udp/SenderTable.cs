using System.Buffers.Binary;
using System.Net;

namespace Tracker.Server.Timelines.Udp;

/// <summary>Whether a sender may send, and how its address is written.</summary>
internal sealed record Sender(bool IsAllowed, string Host);

/// <summary>The senders of late, by their addresses as the kernel gives them.</summary>
internal sealed class SenderTable(UdpOptions options)
{
    /// <summary>The bytes of a sockaddr_in.</summary>
    public const int LeastAddress = 16;

    private const int MostSenders = 4_096;
    private const int Ipv4Offset = 4;
    private const int Ipv6Offset = 8;

    private readonly Dictionary<UInt128, Sender> _senders = [];

    /// <param name="socketAddress">A sockaddr_in or sockaddr_in6.</param>
    public Sender this[ReadOnlySpan<byte> socketAddress]
    {
        get
        {
            var isIpv6 = socketAddress.Length >= Ipv6Offset + 16;
            var key = isIpv6
                ? BinaryPrimitives.ReadUInt128BigEndian(socketAddress[Ipv6Offset..])
                : BinaryPrimitives.ReadUInt32BigEndian(socketAddress[Ipv4Offset..]) | ((UInt128)0xFFFF << 32);
            if (_senders.TryGetValue(key, out var sender)) return sender;
            if (_senders.Count >= MostSenders) _senders.Clear();
            var address = isIpv6 ? new IPAddress(socketAddress.Slice(Ipv6Offset, 16)) : new IPAddress(socketAddress.Slice(Ipv4Offset, 4));
            if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
            return _senders[key] = new(options.Allows(address), options.Host(address).ToString());
        }
    }
}
