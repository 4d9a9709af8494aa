using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;

namespace Tracker.Rpc.Grpc;

/// <summary>Writes length-prefixed messages, compressed from a size on.</summary>
internal static class GrpcWriter
{
    private const int HeaderBytes = 5;

    public static void Write(IBufferWriter<byte> body, IMessage message, int compressAbove)
    {
        var size = message.CalculateSize();
        if (size < compressAbove)
        {
            WriteHeader(body, compressed: false, size);
            message.WriteTo(body);
            return;
        }
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            message.WriteTo(zip);
        WriteHeader(body, compressed: true, (int)packed.Length);
        body.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    private static void WriteHeader(IBufferWriter<byte> body, bool compressed, int size)
    {
        var header = body.GetSpan(HeaderBytes);
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], size);
        body.Advance(HeaderBytes);
    }
}
