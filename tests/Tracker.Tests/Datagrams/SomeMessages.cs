using FsCheck;
using FsCheck.Fluent;
using Tracker.Protocol.Timelines;

namespace Tracker.Tests.Datagrams;

/// <summary>Every kind of message that may be sent.</summary>
internal static class SomeMessages
{
    private const long FirstSecond = -62_135_596_799;
    private const long LastSecond = 253_402_300_799;

    private static readonly string[] Characters =
        ["a", "Z", "0", " ", "/", ":", "-", "\"", "\\", "\\.", "é", "漢", "😀", "\u2028", "\u00a0", "{", "\uffff"];

    /// <summary>Texts without dots that divide and without control characters.</summary>
    public static Gen<string> Text(int min, int max) =>
        from length in Gen.Choose(min, max)
        from characters in Gen.ArrayOf(Gen.Elements(Characters), length)
        select string.Concat(characters);

    /// <summary>One part of a name as people read it: it may hold dots.</summary>
    public static Gen<string> Part =>
        from text in Text(1, 6)
        from dot in Gen.Elements("", ".", "..", "\\", ".\\")
        select text + dot;

    public static Gen<string[]> Parts => from count in Gen.Choose(1, 5) from parts in Gen.ArrayOf(Part, count) select parts;

    public static Gen<TimelineMessage> Messages =>
        from context in Text(1, 20)
        from parts in Parts
        from label in Text(0, 12)
        from type in Gen.Elements(Enum.GetValues<TimelineMessageType>())
        from time in Gen.OneOf(Gen.Constant<long?>(null), Times)
        from host in Text(0, 20)
        from autoIP in Gen.Elements(true, false)
        from status in Gen.Elements(Enum.GetValues<TimelineStatus>())
        select new TimelineMessage
        {
            Context = context,
            Name = type == TimelineMessageType.NewTimeline ? label : EventName.Join(parts),
            Type = type,
            Time = time,
            Host = host,
            AutoIP = autoIP,
            Status = status,
        };

    private static Gen<long?> Times =>
        from second in Gen.OneOf(Between(FirstSecond, LastSecond), Between(1_700_000_000, 1_900_000_000), Between(-10, 10), Between((1L << 32) - 3, (1L << 32) + 3), Between((1L << 34) - 3, (1L << 34) + 3))
        from micro in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 999_999))
        select (long?)(second * 1_000_000 + micro);

    private static Gen<long> Between(long first, long last) =>
        from part in Gen.Choose(0, 1_000_000_000)
        select first + (long)((Int128)(last - first) * part / 1_000_000_000);
}
