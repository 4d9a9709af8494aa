using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Tracker.Server.Releases.Git.Packs;

/// <summary>
/// Inflates the objects of a pack, which does not say where one ends: the framework does not tell how much it read, so it
/// is fed in small pieces, and in the last one the end is where the checksum of what came out stands.
/// </summary>
internal sealed class PackInflater(ReadOnlyMemory<byte> pack, long budget)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _budget = budget;

    /// <returns>Where the object's compressed data end.</returns>
    public int Inflate(int start, int size, Action<ReadOnlyMemory<byte>> take)
    {
        _budget -= size;
        if (_budget < 0) throw PackException.TooLarge("the pack holds more, inflated, than is read");
        using var input = new Pieces(pack[start..]);
        try
        {
            using var zlib = new ZLibStream(input, CompressionMode.Decompress, leaveOpen: true);
            var sum = new Adler32();
            for (var left = size; left > 0;)
            {
                var read = zlib.Read(_buffer, 0, Math.Min(left, _buffer.Length));
                if (read == 0) throw PackException.Invalid("an object is shorter than it should be");
                sum.Add(_buffer.AsSpan(0, read));
                take(_buffer.AsMemory(0, read));
                left -= read;
            }

            if (zlib.Read(_buffer, 0, 1) > 0) throw PackException.Invalid("an object is longer than it should be");
            return start + EndWithin(input, sum.Value);
        }
        catch (InvalidDataException)
        {
            throw PackException.Invalid("an object cannot be inflated");
        }
    }

    public byte[] Bytes(PackEntry entry)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(1, entry.Size));
        Inflate(entry.Data, entry.Size, part => bytes.Write(part.Span));
        return bytes.WrittenSpan.ToArray();
    }

    private static int EndWithin(Pieces input, uint sum)
    {
        for (var end = Math.Max(input.LastPiece + 1, 4); end <= input.Taken; end++)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(input.Bytes.Span[(end - 4)..]) == sum) return end;
        }

        throw PackException.Invalid("an object has a wrong checksum");
    }

    private sealed class Pieces(ReadOnlyMemory<byte> bytes) : Stream
    {
        private const int Piece = 64;

        public ReadOnlyMemory<byte> Bytes => bytes;

        /// <summary>How much was read.</summary>
        public int Taken { get; private set; }

        /// <summary>Where the last piece began.</summary>
        public int LastPiece { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Taken; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(Piece, buffer.Length), bytes.Length - Taken);
            if (count == 0) return 0;
            bytes.Span.Slice(Taken, count).CopyTo(buffer);
            LastPiece = Taken;
            Taken += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
