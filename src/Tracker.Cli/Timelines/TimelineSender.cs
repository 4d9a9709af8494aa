using System.Net;
using System.Net.Sockets;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;
using Tracker.Protocol.Timelines;

namespace Tracker.Cli.Timelines;

/// <summary>Sends a message as a datagram, which never fails, or over HTTP, which tells.</summary>
internal static class TimelineSender
{
    private static readonly TimeSpan NamePatience = TimeSpan.FromSeconds(2);

    public static async Task<int> SendAsync(Session session, TimelineOptions options, TimelineMessage message, CancellationToken ct)
    {
        // Its own time, so that what comes late or twice is what it was.
        message = message with { Time = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond };
        var http = options.IsHttp(session);
        var datagram = new byte[TimelineLimits.DatagramBytes];
        var error = TimelineDatagram.Write(message, http ? DatagramFormat.Json : DatagramFormat.MessagePack, datagram, out var length);
        if (error != DatagramError.None) throw CommandException.WrongUsage(error.ToSentence());

        if (http) await ConfirmAsync(session, message, datagram[..length], ct);
        else await SendAsync(datagram.AsMemory(0, length), options.RemoteHost(session), options.Port(session), session.Errors, ct);
        return ExitCode.Done;
    }

    private static async Task ConfirmAsync(Session session, TimelineMessage message, byte[] json, CancellationToken ct)
    {
        // The beginning of a timeline is a message too; so its time is this program's.
        var request = new Request(HttpMethod.Post, $"api/contexts/{ApiPath.Part(message.Context)}/events") { Content = (json, "application/json"), Conflict = "", IsShort = true };
        var answer = await session.Server.JsonAsync(request, ct);
        session.Out.Said(Column.TextOf(answer.GetProperty("outcome")), answer);
    }

    /// <summary>A network that is down must not fail a script that only tells what it is up to.</summary>
    private static async Task SendAsync(ReadOnlyMemory<byte> datagram, string host, int port, TextWriter errors, CancellationToken ct)
    {
        try
        {
            var address = await AddressOfAsync(host, ct);
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.SendTo(datagram.Span, new IPEndPoint(address, port));
        }
        catch (Exception e) when (e is SocketException or TimeoutException or ArgumentException)
        {
            errors.WriteLine($"tracker: nothing was sent to {PlainText.Of(host)}: {e.Message}");
        }
    }

    private static async Task<IPAddress> AddressOfAsync(string host, CancellationToken ct)
    {
        // What a server listens on unless told otherwise; asking the resolver would cost more than the rest.
        if (host == "localhost") return IPAddress.Loopback;
        if (IPAddress.TryParse(host, out var address)) return address;
        var found = await Dns.GetHostAddressesAsync(host, ct).WaitAsync(NamePatience, ct);
        return found.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? found.FirstOrDefault() ?? throw new SocketException((int)SocketError.HostNotFound);
    }
}
