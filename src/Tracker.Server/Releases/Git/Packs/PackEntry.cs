namespace Tracker.Server.Releases.Git.Packs;

internal enum PackObjectType
{
    Commit = 1,
    Tree = 2,
    Blob = 3,
    Tag = 4,
    OffsetDelta = 6,
    RefDelta = 7,
}

/// <summary>An object of a pack, or what makes it of another one.</summary>
/// <param name="Offset">Where it begins, which is its name within the pack.</param>
/// <param name="Data">Where its compressed data begin.</param>
/// <param name="Size">Of the data, when they are inflated.</param>
/// <param name="BaseOffset">The object that an offset delta is made from.</param>
/// <param name="BaseId">The object that a reference delta is made from.</param>
internal sealed record PackEntry(int Offset, PackObjectType Type, int Data, int Size, int BaseOffset, string? BaseId)
{
    public bool IsDelta => Type is PackObjectType.OffsetDelta or PackObjectType.RefDelta;

    /// <summary>An entry's head: type and size in groups of seven bits, and for a delta what it is made from.</summary>
    public static PackEntry Read(ReadOnlySpan<byte> pack, int offset)
    {
        var at = offset;
        var first = Next(pack, ref at);
        var type = (PackObjectType)((first >> 4) & 7);
        if (!Enum.IsDefined(type)) throw PackException.Invalid("the pack holds an object of no known type");
        long size = first & 15;
        for (var shift = 4; (first & 0x80) != 0; shift += 7)
        {
            first = Next(pack, ref at);
            size |= (long)(first & 0x7f) << shift;
            if (shift > 32 || size > int.MaxValue) throw PackException.TooLarge("the pack holds an object of more than 2 GB");
        }

        var baseOffset = 0;
        string? baseId = null;
        if (type == PackObjectType.OffsetDelta)
        {
            baseOffset = offset - Distance(pack, ref at);
            if (baseOffset < 0 || baseOffset >= offset) throw PackException.Invalid("a delta has no base");
        }
        else if (type == PackObjectType.RefDelta)
        {
            if (pack.Length < at + 20) throw PackException.Invalid("the pack breaks off");
            baseId = Convert.ToHexStringLower(pack.Slice(at, 20));
            at += 20;
        }

        return new(offset, type, at, (int)size, baseOffset, baseId);
    }

    /// <summary>Groups of seven bits, the highest first, each further one adding one: no distance is written in two ways.</summary>
    private static int Distance(ReadOnlySpan<byte> pack, ref int at)
    {
        var b = Next(pack, ref at);
        long distance = b & 0x7f;
        while ((b & 0x80) != 0)
        {
            b = Next(pack, ref at);
            distance = ((distance + 1) << 7) | (long)(b & 0x7f);
            if (distance > int.MaxValue) throw PackException.Invalid("a delta has no base");
        }

        return (int)distance;
    }

    private static byte Next(ReadOnlySpan<byte> pack, ref int at) => at < pack.Length ? pack[at++] : throw PackException.Invalid("the pack breaks off");
}
