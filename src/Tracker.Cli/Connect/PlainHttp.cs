using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tracker.Cli.Connect;

/// <summary>
/// One request on a connection of its own, where the server is spoken to without TLS: what the framework's client brings along
/// costs a short command more than everything else together. It blocks, since waiting otherwise has to be compiled at each start.
/// </summary>
internal static class PlainHttp
{
    private const int MostBytes = 1024 * 1024;

    private static readonly string[] Proxies = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    public static bool Reaches(Target target) => target.Server.Scheme == "http" && !Array.Exists(Proxies, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));

    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public static Reply Send(Target target, Request request, TimeSpan patience)
    {
        var message = Message(target, request);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var isLate = false;
        using var limit = new Timer(
            _ =>
            {
                isLate = true;
                // Ends what waits on it.
                socket.Dispose();
            },
            null, patience, Timeout.InfiniteTimeSpan);
        try
        {
            Connect(socket, target.Server);
            for (var sent = 0; sent < message.Length;) sent += socket.Send(message, sent, message.Length - sent, SocketFlags.None);
            return Receive(socket, target);
        }
        catch (Exception e) when (isLate && e is SocketException or ObjectDisposedException)
        {
            throw new TimeoutException(null, e);
        }
    }

    private static void Connect(Socket socket, Uri server)
    {
        // Where a server listens unless told otherwise; to ask the resolver takes longer.
        if (server.IdnHost == "localhost") socket.Connect([IPAddress.Loopback, IPAddress.IPv6Loopback], server.Port);
        else socket.Connect(server.IdnHost, server.Port);
    }

    private static Reply Receive(Socket socket, Target target)
    {
        var buffer = new byte[4096];
        for (var length = 0; ;)
        {
            var read = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            length += read;
            if (PlainHttpAnswer.TryRead(buffer.AsSpan(0, length), target, isEnd: read == 0) is { } reply) return reply;
            if (read == 0) throw new IOException("it ended the connection before its answer was complete");
            if (length < buffer.Length) continue;
            if (length >= MostBytes) throw new IOException("its answer is too long");
            Array.Resize(ref buffer, length * 2);
        }
    }

    private static byte[] Message(Target target, Request request)
    {
        var head = new StringBuilder();
        head.Append(request.Method.Method).Append(' ').Append(new Uri(target.Server, request.Path).PathAndQuery).Append(" HTTP/1.1\r\n");
        Add("Host", target.Server.Authority);
        Add("Connection", "close");
        if (target.ApiKey is { } key) Add("X-API-KEY", key);
        else if (target.Token is { } token) Add("Authorization", "Bearer " + token);
        if (request.IdempotencyKey is { } once) Add("Idempotency-Key", once);
        if (request.Accept is { } accept) Add("Accept", accept);
        var content = request.Encoded;
        var bytes = content?.Bytes ?? [];
        if (content?.MediaType is { } mediaType) Add("Content-Type", mediaType);
        Add("Content-Length", bytes.Length.ToString(CultureInfo.InvariantCulture));
        head.Append("\r\n");
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. bytes];

        void Add(string name, string value)
        {
            if (value.AsSpan().ContainsAny('\r', '\n', '\0')) throw CommandException.WrongUsage($"{name}: its value has a line end in it.");
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }
    }
}
