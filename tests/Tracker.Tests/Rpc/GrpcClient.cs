using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Google.Protobuf;

namespace Tracker.Tests.Rpc;

/// <summary>gRPC by hand, so that tests can also send what no client would.</summary>
public sealed class GrpcClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        BaseAddress = address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public static byte[] Frame(byte flag, byte[] payload) => Frame(flag, (uint)payload.Length, payload);

    public static byte[] Frame(byte flag, uint length, byte[] payload)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public Task<GrpcReply> CallAsync(string path, IMessage message, params (string Name, string Value)[] headers) =>
        SendAsync(path, new ByteArrayContent(Frame(0, message.ToByteArray())), headers);

    public Task<GrpcReply> SendAsync(string path, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(path, new ByteArrayContent(body), headers);

    /// <summary>Each message of an answer as it comes; one that does not end with OK fails the test.</summary>
    public async IAsyncEnumerable<byte[]> StreamAsync(string path, IMessage message)
    {
        var ct = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(Frame(0, message.ToByteArray())) };
        request.Headers.TE.ParseAdd("trailers");
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var frames = await response.Content.ReadAsStreamAsync(ct);
        var head = new byte[5];
        while (await frames.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct) == head.Length)
        {
            var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(1))];
            await frames.ReadExactlyAsync(payload, ct);
            yield return payload;
        }

        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    public async Task<GrpcReply> SendAsync(string path, HttpContent body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = body };
        request.Headers.TE.ParseAdd("trailers");
        body.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        foreach (var (name, value) in headers)
        {
            if (name == "content-type")
            {
                body.Headers.Remove(name);
                body.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new GrpcReply(response, bytes);
    }

    public void Dispose() => _http.Dispose();
}

public sealed class GrpcReply
{
    public GrpcReply(HttpResponseMessage response, byte[] body)
    {
        HttpStatus = (int)response.StatusCode;
        IsTrailersOnly = response.Headers.Contains("grpc-status");
        var end = IsTrailersOnly ? response.Headers : response.TrailingHeaders;
        Code = end.TryGetValues("grpc-status", out var code) ? int.Parse(code.Single(), CultureInfo.InvariantCulture) : null;
        Message = end.TryGetValues("grpc-message", out var message) ? Uri.UnescapeDataString(message.Single()) : "";
        Headers = response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        ContentType = response.Content.Headers.ContentType?.ToString();
        for (var at = 0; at + 5 <= body.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(at + 1));
            Messages.Add((body[at], body[(at + 5)..(at + 5 + length)]));
            at += 5 + length;
        }
    }

    public int HttpStatus { get; }

    /// <summary>Null when the response has none, as one that is not gRPC.</summary>
    public int? Code { get; }

    public string Message { get; }

    public bool IsTrailersOnly { get; }

    public string? ContentType { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public List<(byte Flag, byte[] Payload)> Messages { get; } = [];

    public T Single<T>() where T : IMessage<T>, new() => new MessageParser<T>(() => new T()).ParseFrom(Assert.Single(Messages).Payload);
}
