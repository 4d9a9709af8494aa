using System.Text.Unicode;
using Tracker.Protocol.Timelines;
using Tracker.Testing;

namespace Tracker.Tests.Datagrams;

/// <summary>Datagrams that went wrong on their way, or were made to: half a million, ten million in the long run.</summary>
public sealed class DatagramFuzzTests
{
    private const int Capacity = 2048;

    private static readonly byte[][] Seeds =
    [
        Datagram.Golden("c70c0500000000691fd5b0075bcd15"),
        Datagram.Golden("d7ff1d6f3454691fd5b0"),
        Datagram.Map("status", "failed", "more", Datagram.Hex("92 81a16101 c403010203"), "context", "ci/büild", "name", @"a\.b.c", "type", 1, "host", "node-1"),
        Datagram.Json("""{"context":"ci","name":"a.b","type":0,"time":"2025-11-21T03:00:00.5+01:00","host":"n","autoIP":true,"status":"ok"}"""),
        Datagram.Json("""{"name":"b\u00fc\ud83d\ude00\\.x","context":"c\"i","type":2,"time":1763694000.25,"more":[1,{"x":[true,null,-1.5e+3]},"]"]}"""),
        [0x92, .. Datagram.With("type", 3), .. Datagram.With("status", "ok")],
        Datagram.Json("""[{"name":"a","type":0}, {"name":"\u0062","type":1,"context":"ci"}]"""),
    ];

    // Bytes that steer a parser.
    private static readonly byte[] Telling =
        [0x00, 0x7f, 0x80, 0x81, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xc4, 0xc6, 0xc7, 0xc9, 0xcb, 0xd3, 0xd4, 0xd8, 0xdb, 0xdd, 0xdf, 0xff,
            .. "{}[]\",:\\u.-+eE0tfn "u8];

    [Fact]
    public void Nothing_throws_allocates_or_gets_past_the_rules()
    {
        var count = LongRun.Scale(500_000, 10_000_000);
        var counts = new int[Enum.GetValues<DatagramError>().Length];
        var random = new Random(20251121);
        var datagram = new byte[Capacity];
        var copy = new byte[Capacity];
        var scratch = new byte[TimelineDatagram.ScratchBytes];
        var broken = 0;
        Run(1_000, random, datagram, copy, scratch, counts, ref broken);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Run(count, random, datagram, copy, scratch, counts, ref broken);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, broken);
        // It would prove little if everything were refused, or all for the same reason.
        Assert.InRange(counts[0], count / 50, count / 2);
        Assert.True(counts.Count(n => n > count / 10_000) >= 15, string.Join(' ', counts));
    }

    private static void Run(int count, Random random, byte[] datagram, byte[] copy, byte[] scratch, int[] counts, ref int broken)
    {
        for (var i = 0; i < count; i++)
        {
            var length = Mutate(random, datagram);
            datagram.AsSpan(0, length).CopyTo(copy);
            var error = TimelineDatagram.Read(datagram.AsSpan(0, length), scratch, out var message);
            counts[(int)error]++;
            if (error == DatagramError.None && !IsAllowed(message) || !datagram.AsSpan(0, length).SequenceEqual(copy.AsSpan(0, length)))
                broken++;
            ReadAsBody(datagram.AsSpan(0, length), scratch, ref broken);
        }
    }

    private static void ReadAsBody(ReadOnlySpan<byte> body, byte[] scratch, ref int broken)
    {
        var reader = new TimelineMessageReader(body, body.IsEmpty || body[0] >= 0x80 ? DatagramFormat.MessagePack : DatagramFormat.Json, scratch);
        var messages = 0;
        while (reader.Read(out _, out _))
            messages++;
        if (messages > body.Length || messages == 0 && reader.Error == DatagramError.None && !reader.IsArray)
            broken++;
    }

    private static bool IsAllowed(in TimelineMessageView message) =>
        message.Context.Length is > 0 and <= TimelineLimits.ContextBytes && Utf8.IsValid(message.Context)
        && message.Name.Length <= TimelineLimits.NameBytes && Utf8.IsValid(message.Name)
        && (message.Name.Length > 0 || message.Type == TimelineMessageType.NewTimeline)
        && message.Host.Length <= TimelineLimits.HostBytes && Utf8.IsValid(message.Host)
        && !message.Name.ContainsAnyInRange((byte)0, (byte)0x1f)
        && message.Type <= TimelineMessageType.NewTimeline && message.Status <= TimelineStatus.Skipped
        && message.Time is null or (> -62_135_596_800_000_000 and < 253_402_300_800_000_000);

    private static int Mutate(Random random, byte[] datagram)
    {
        var seed = Seeds[random.Next(Seeds.Length)];
        seed.CopyTo(datagram, 0);
        var length = seed.Length;
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(length + 1);
            var size = Math.Min(random.Next(1, 24), length - at);
            switch (random.Next(8))
            {
                case 0 or 1 when at < length:
                    datagram[at] = (byte)random.Next(256);
                    break;
                case 2 or 3 when at < length:
                    datagram[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 4:
                    length = at;
                    break;
                case 5:
                    datagram.AsSpan(at + size, length - at - size).CopyTo(datagram.AsSpan(at));
                    length -= size;
                    break;
                case 6 when length + size <= Capacity:
                    datagram.AsSpan(at, length - at).CopyTo(datagram.AsSpan(at + size));
                    length += size;
                    break;
                case 7 when length == seed.Length && random.Next(20) == 0:
                    random.NextBytes(datagram.AsSpan(0, length));
                    break;
            }
        }
        return length;
    }
}
