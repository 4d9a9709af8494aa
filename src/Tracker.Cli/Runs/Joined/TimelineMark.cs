using System.Net;
using System.Net.Sockets;
using Tracker.Protocol.Timelines;

namespace Tracker.Cli.Runs.Joined;

/// <summary>Marks the start and the end of the command on a timeline, by datagrams that nobody waits for.</summary>
internal sealed class TimelineMark(string host, int port, string context, string name)
{
    private Task<string?> _sent = Task.FromResult<string?>(null);

    /// <summary>What is wrong with the names; null when nothing is.</summary>
    public string? Check() => TimelineDatagram.Write(Message(TimelineMessageType.Start, default, TimelineStatus.None), DatagramFormat.MessagePack, new byte[TimelineLimits.DatagramBytes], out _) is var error and not DatagramError.None
        ? error.ToSentence()
        : null;

    public void Start(DateTimeOffset at) => _sent = Task.Run(() => Send(TimelineMessageType.Start, at, TimelineStatus.None));

    public void End(DateTimeOffset at, int exitCode) => _sent = _sent.ContinueWith(
        start => Send(TimelineMessageType.End, at, exitCode == 0 ? TimelineStatus.Ok : TimelineStatus.Failed) ?? start.Result, TaskScheduler.Default);

    /// <summary>Waits until the end is sent; returns what there is to warn of.</summary>
    public string? Finish(TimeSpan grace) => _sent.Wait(grace) ? _sent.Result : $"the timeline was not told: {host} has no address so far.";

    private string? Send(TimelineMessageType type, DateTimeOffset at, TimelineStatus status)
    {
        try
        {
            var datagram = new byte[TimelineLimits.DatagramBytes];
            TimelineDatagram.Write(Message(type, at, status), DatagramFormat.MessagePack, datagram, out var length);
            // What a server listens on unless told otherwise.
            var address = host == "localhost" ? IPAddress.Loopback : Dns.GetHostAddresses(host)[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo(datagram.AsSpan(0, length), new IPEndPoint(address, port));
            return null;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return $"the timeline was not told: {host}: {e.Message}";
        }
    }

    private TimelineMessage Message(TimelineMessageType type, DateTimeOffset at, TimelineStatus status) => new()
    {
        Context = context,
        Name = name,
        Type = type,
        Time = at == default ? 0 : (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        Status = status,
    };
}
