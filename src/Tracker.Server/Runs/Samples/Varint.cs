namespace Tracker.Server.Runs.Samples;

/// <summary>Whole numbers in as few bytes as they need: 7 bits each, the lowest first, the high bit while more follow.</summary>
internal static class Varint
{
    public static void Write(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    /// <summary>Small ones of either sign are short: 0, -1, 1, -2, … count up.</summary>
    public static void WriteSigned(List<byte> bytes, long value) => Write(bytes, (ulong)((value << 1) ^ (value >> 63)));

    public static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }

    public static long ReadSigned(ref ReadOnlySpan<byte> bytes)
    {
        var folded = Read(ref bytes);
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }
}
