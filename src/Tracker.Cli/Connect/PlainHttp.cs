using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tracker.Cli.Connect;

/// <summary>
/// One request on a connection of its own, where the server is spoken to without TLS: what the framework's client brings along
/// costs a short command more than everything else together.
/// </summary>
internal static class PlainHttp
{
    private const int MostBytes = 1024 * 1024;

    private static readonly string[] Proxies = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    public static bool Reaches(Target target) => target.Server.Scheme == "http" && !Array.Exists(Proxies, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));

    public static async Task<Reply> SendAsync(Target target, Request request, CancellationToken ct)
    {
        ReadOnlyMemory<byte> message = Message(target, request);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var (host, port) = (target.Server.IdnHost, target.Server.Port);
        // Where a server listens unless told otherwise; to ask the resolver takes longer.
        if (host == "localhost") await socket.ConnectAsync([IPAddress.Loopback, IPAddress.IPv6Loopback], port, ct);
        else await socket.ConnectAsync(host, port, ct);
        while (message.Length > 0) message = message[await socket.SendAsync(message, SocketFlags.None, ct)..];

        var buffer = new byte[4096];
        for (var length = 0; ;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, ct);
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
        Add("Content-Length", bytes.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        head.Append("\r\n");
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. bytes];

        void Add(string name, string value)
        {
            if (value.AsSpan().ContainsAny('\r', '\n', '\0')) throw CommandException.WrongUsage($"{name}: its value has a line end in it.");
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }
    }
}
