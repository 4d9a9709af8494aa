using System.Globalization;
using System.Text;

namespace Tracker.Bench.Locks;

/// <summary>HTTP/1.1 over a <see cref="Wire"/>.</summary>
internal sealed class HttpWire(Uri server) : IDisposable
{
    private readonly Wire _wire = new(server.Port);

    public byte[] Request(string method, string path, string body = "") => Encoding.UTF8.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>The body of an answer that must be 200.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> AskAsync(byte[] request, CancellationToken ct)
    {
        var answer = await _wire.AskAsync(request, Length, ct);
        if (!answer.Span.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException($"{Encoding.UTF8.GetString(request)}\nwas answered\n{Encoding.UTF8.GetString(answer.Span)}");
        return answer[(answer.Span.IndexOf("\r\n\r\n"u8) + 4)..];
    }

    public void Dispose() => _wire.Dispose();

    private static int Length(ReadOnlyMemory<byte> read)
    {
        var head = read.Span.IndexOf("\r\n\r\n"u8);
        if (head < 0) return 0;
        var at = read.Span[..head].IndexOf("Content-Length: "u8);
        if (at < 0) return read.Span.EndsWith("0\r\n\r\n"u8) ? read.Length : 0;
        var digits = read.Span[(at + 16)..];
        var body = int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
        return read.Length >= head + 4 + body ? head + 4 + body : 0;
    }
}
