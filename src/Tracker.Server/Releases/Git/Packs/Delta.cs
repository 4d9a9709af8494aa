namespace Tracker.Server.Releases.Git.Packs;

/// <summary>An object told as copies from another one, with new bytes in between.</summary>
internal static class Delta
{
    /// <param name="delta">The base's size, the result's size, then instructions.</param>
    /// <param name="maxSize">Of the result; null is answered for a larger one.</param>
    public static byte[]? Apply(ReadOnlySpan<byte> source, ReadOnlySpan<byte> delta, int maxSize)
    {
        if (Size(ref delta) != source.Length) throw PackException.Invalid("a delta does not fit its base");
        var size = Size(ref delta);
        if (size > maxSize) return null;
        var result = new byte[size];
        var rest = result.AsSpan();
        while (delta.Length > 0)
        {
            var instruction = Next(ref delta);
            ReadOnlySpan<byte> part;
            if ((instruction & 0x80) != 0)
            {
                // Only those bytes of offset and length are there whose bit is set.
                int offset = 0, length = 0;
                for (var i = 0; i < 4; i++) if ((instruction & (1 << i)) != 0) offset |= Next(ref delta) << (8 * i);
                for (var i = 0; i < 3; i++) if ((instruction & (0x10 << i)) != 0) length |= Next(ref delta) << (8 * i);
                if (length == 0) length = 0x10000;
                if (offset < 0 || offset > source.Length - length) throw Malformed();
                part = source.Slice(offset, length);
            }
            else
            {
                if (instruction == 0 || instruction > delta.Length) throw Malformed();
                part = delta[..instruction];
                delta = delta[instruction..];
            }

            if (!part.TryCopyTo(rest)) throw Malformed();
            rest = rest[part.Length..];
        }

        return rest.IsEmpty ? result : throw Malformed();
    }

    private static long Size(ref ReadOnlySpan<byte> delta)
    {
        long size = 0;
        for (var shift = 0; shift < 56; shift += 7)
        {
            var b = Next(ref delta);
            size |= (long)(b & 0x7f) << shift;
            if ((b & 0x80) == 0) return size;
        }

        throw Malformed();
    }

    private static byte Next(ref ReadOnlySpan<byte> delta)
    {
        if (delta.IsEmpty) throw Malformed();
        var b = delta[0];
        delta = delta[1..];
        return b;
    }

    private static PackException Malformed() => PackException.Invalid("a delta is malformed");
}
