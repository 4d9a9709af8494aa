using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Tracker.Rpc.Grpc;

/// <summary>Takes length-prefixed messages out of a request: one byte "compressed", four bytes length, the message.</summary>
internal sealed class GrpcReader(PipeReader body, MessageParser parser, bool gzip, int maxBytes)
{
    private const int HeaderBytes = 5;
    private const string Incomplete = "The request ends inside a message.";

    /// <summary>The only message of a unary call; none or two is the client's mistake.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<IMessage> ReadSingleAsync(CancellationToken ct)
    {
        IMessage? message = null;
        while (true)
        {
            var read = await ReadAsync(ct);
            if (read.IsCanceled)
                throw new OperationCanceledException(ct);
            var buffer = read.Buffer;
            if (TryTake(ref buffer, out var taken))
                message = message is null ? taken : throw new RpcException(RpcCode.Internal, "More than one request message.");
            if (read.IsCompleted)
            {
                if (TryTake(ref buffer, out _))
                    throw new RpcException(RpcCode.Internal, "More than one request message.");
                if (!buffer.IsEmpty)
                    throw new RpcException(RpcCode.Internal, Incomplete);
                body.AdvanceTo(buffer.End);
                return message ?? throw new RpcException(RpcCode.Internal, "No request message.");
            }
            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public async IAsyncEnumerable<IMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var read = await ReadAsync(ct);
            if (read.IsCanceled)
                throw new OperationCanceledException(ct);
            var buffer = read.Buffer;
            if (TryTake(ref buffer, out var message))
            {
                // What follows is looked at again by the next read, which returns at once.
                body.AdvanceTo(buffer.Start);
                yield return message;
                continue;
            }
            if (read.IsCompleted)
            {
                if (!buffer.IsEmpty)
                    throw new RpcException(RpcCode.Internal, Incomplete);
                yield break;
            }
            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private bool TryTake(ref ReadOnlySequence<byte> buffer, out IMessage message)
    {
        message = null!;
        if (buffer.Length < HeaderBytes)
            return false;
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (header[0] > 1 || header[0] == 1 && !gzip)
            throw new RpcException(RpcCode.Internal, "The message's compressed flag does not fit the request's grpc-encoding.");
        // Refused before it is buffered.
        if (length > maxBytes)
            throw TooLarge($"The message has {length} bytes");
        if (buffer.Length < HeaderBytes + (long)length)
            return false;
        var payload = buffer.Slice(HeaderBytes, length);
        buffer = buffer.Slice(payload.End);
        try
        {
            // The generated parsers let an InvalidOperationException out for a damaged wrapper message.
            message = parser.ParseFrom(header[0] == 1 ? Gunzip(payload) : payload);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            throw new RpcException(RpcCode.Internal, $"Malformed message: {e.Message}");
        }
        return true;
    }

    // A few bytes can unpack to gigabytes, so the size is watched while unpacking.
    private ReadOnlySequence<byte> Gunzip(in ReadOnlySequence<byte> packed)
    {
        using var zip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        var plain = new ArrayBufferWriter<byte>();
        while (zip.Read(plain.GetSpan(4096)) is > 0 and var count)
        {
            plain.Advance(count);
            if (plain.WrittenCount > maxBytes)
                throw TooLarge("The message unpacks to more bytes");
        }
        return new ReadOnlySequence<byte>(plain.WrittenMemory);
    }

    /// <summary>A client that goes away while it is still sending has cancelled its call; that is no failure of the server.</summary>
    private async ValueTask<ReadResult> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await body.ReadAsync(ct);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new ConnectionAbortedException("The client went away.", e);
        }
    }

    private RpcException TooLarge(string what) => new(RpcCode.ResourceExhausted, $"{what}; at most {maxBytes} are allowed.");
}
