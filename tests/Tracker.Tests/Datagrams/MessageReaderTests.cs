using Tracker.Protocol.Timelines;

namespace Tracker.Tests.Datagrams;

/// <summary>One message or many, as the body of a request has them.</summary>
public sealed class MessageReaderTests
{
    private static readonly byte[] Start = Datagram.Map("name", "a", "type", 0);
    private static readonly byte[] End = Datagram.Map("name", "b", "type", 1, "context", "ci");

    public static TheoryData<DatagramFormat, byte[], string> Bodies() => new()
    {
        { DatagramFormat.MessagePack, Start, "one a" },
        { DatagramFormat.MessagePack, [0x92, .. Start, .. End], "array a b" },
        { DatagramFormat.MessagePack, [0xdc, 0, 1, .. Start], "array a" },
        { DatagramFormat.MessagePack, [0xdd, 0, 0, 0, 1, .. Start], "array a" },
        { DatagramFormat.MessagePack, [0x90], "array" },
        { DatagramFormat.MessagePack, [0x94, .. Start, .. Datagram.Map("name", "x", "type", 7), 0x05, .. End], "array a UnknownType NotAMap b" },
        { DatagramFormat.MessagePack, [0x92, .. Start, .. End[..^1]], "array a !Truncated" },
        { DatagramFormat.MessagePack, [0x93, .. Start, .. End], "array a b !Truncated" },
        { DatagramFormat.MessagePack, [0x91, .. Start, .. End], "array !TrailingBytes" },
        { DatagramFormat.MessagePack, [.. Start, 0xc0], "one !TrailingBytes" },
        { DatagramFormat.MessagePack, [0x90, 0xc0], "array !TrailingBytes" },
        { DatagramFormat.MessagePack, [0xdd, 0xff, 0xff, 0xff, 0xff], "array !Truncated" },
        { DatagramFormat.MessagePack, [0x05], "one !NotAMap" },
        { DatagramFormat.MessagePack, [], "one !Truncated" },
        { DatagramFormat.Json, Datagram.Json("""{"name":"a","type":0}"""), "one a" },
        { DatagramFormat.Json, Datagram.Json(""" [ {"name":"a","type":0} , {"name":"\u0062","type":1,"context":"ci"} ] """), "array a b" },
        { DatagramFormat.Json, Datagram.Json(" [ ] "), "array" },
        { DatagramFormat.Json, Datagram.Json("""[{"name":"a","type":0},{"name":"x","type":7},5,{"name":"b","type":1}]"""), "array a UnknownType NotAMap b" },
        { DatagramFormat.Json, Datagram.Json("""[{"name":"a","type":0},{"name":"b","type":1}"""), "array a !Truncated" },
        { DatagramFormat.Json, Datagram.Json("""[{"name":"a","type":0},]"""), "array a !Malformed" },
        { DatagramFormat.Json, Datagram.Json("""[{"name":"a","type":0} {"name":"b","type":0}]"""), "array !Malformed" },
        { DatagramFormat.Json, Datagram.Json("""[{"name":"a","type":0}]]"""), "array !TrailingBytes" },
        { DatagramFormat.Json, Datagram.Json("""{"name":"a","type":0},"""), "one !TrailingBytes" },
        { DatagramFormat.Json, Datagram.Json("[]x"), "array !TrailingBytes" },
        { DatagramFormat.Json, Datagram.Json("7"), "one !NotAMap" },
        { DatagramFormat.Json, [], "one !Truncated" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Reads_what_it_can(DatagramFormat format, byte[] body, string expected) => Assert.Equal(expected, Describe(format, body));

    [Fact]
    public void Each_message_has_the_scratch_memory_for_itself()
    {
        var name = string.Concat(Enumerable.Repeat(@"\u0061", TimelineLimits.NameBytes));
        var body = Datagram.Json("[" + string.Join(',', Enumerable.Repeat($$"""{"name":"{{name}}","type":0}""", 50)) + "]");

        Assert.Equal("array" + string.Concat(Enumerable.Repeat(" " + new string('a', TimelineLimits.NameBytes), 50)), Describe(DatagramFormat.Json, body));
    }

    [Fact]
    public void A_context_is_asked_for_only_where_nobody_knows_it()
    {
        var scratch = new byte[TimelineDatagram.ScratchBytes];
        var reader = new TimelineMessageReader(Start, DatagramFormat.MessagePack, scratch, contextRequired: true);

        Assert.True(reader.Read(out _, out var error));
        Assert.Equal(DatagramError.MissingContext, error);
    }

    [Fact]
    public void Too_little_scratch_memory_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => TimelineDatagram.Read(Start, new byte[TimelineDatagram.ScratchBytes - 1], out _));

    private static string Describe(DatagramFormat format, byte[] body)
    {
        var reader = new TimelineMessageReader(body, format, new byte[TimelineDatagram.ScratchBytes]);
        var seen = reader.IsArray ? "array" : "one";
        while (reader.Read(out var message, out var error))
            seen += " " + (error == DatagramError.None ? message.ToMessage().Name : error);
        Assert.False(reader.Read(out _, out _));
        return reader.Error == DatagramError.None ? seen : $"{seen} !{reader.Error}";
    }
}
