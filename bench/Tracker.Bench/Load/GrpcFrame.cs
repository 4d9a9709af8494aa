using System.Buffers.Binary;

namespace Tracker.Bench.Load;

/// <summary>gRPC's framing of one message: a byte that says "not compressed", the length, the message.</summary>
internal static class GrpcFrame
{
    private const int HeaderSize = 5;

    public static byte[] Around(ReadOnlySpan<byte> message)
    {
        var frame = new byte[HeaderSize + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }
}
