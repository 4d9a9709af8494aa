using Tracker.Protocol.Timelines;

namespace Tracker.Tests.Datagrams;

public sealed class MessagePackDatagramTests
{
    [Theory]
    [InlineData("fixstr", "a2 6369")]
    [InlineData("str 8", "d902 6369")]
    [InlineData("str 16", "da0002 6369")]
    [InlineData("str 32", "db00000002 6369")]
    [InlineData("bin 8", "c402 6369")]
    [InlineData("bin 16", "c50002 6369")]
    [InlineData("bin 32", "c600000002 6369")]
    public void Texts_come_in_every_encoding(string encoding, string hex) =>
        Assert.True(Datagram.Read(Datagram.With("context", Datagram.Hex(hex))).Context == "ci", encoding);

    [Theory]
    [InlineData("str 8", "d904")]
    [InlineData("str 16", "da0004")]
    [InlineData("str 32", "db00000004")]
    [InlineData("bin 8", "c404")]
    public void So_do_keys(string encoding, string header) =>
        Assert.True(Datagram.Read(Datagram.Map("context", "ci", "type", 0, Datagram.Hex(header + "6e616d65"), "build")).Name == "build", encoding);

    [Theory]
    [InlineData("fixint", "02")]
    [InlineData("uint 8", "cc02")]
    [InlineData("uint 16", "cd0002")]
    [InlineData("uint 32", "ce00000002")]
    [InlineData("uint 64", "cf0000000000000002")]
    [InlineData("int 8", "d002")]
    [InlineData("int 16", "d10002")]
    [InlineData("int 32", "d200000002")]
    [InlineData("int 64", "d30000000000000002")]
    public void Numbers_come_in_every_encoding(string encoding, string hex) =>
        Assert.True(Datagram.Read(Datagram.With("type", Datagram.Hex(hex))).Type == TimelineMessageType.Single, encoding);

    [Theory]
    [InlineData("04")]
    [InlineData("ff")]
    [InlineData("cc80")]
    [InlineData("cc84")]
    [InlineData("d0ff")]
    [InlineData("d1ffff")]
    [InlineData("d2ffffffff")]
    [InlineData("d3ffffffffffffffff")]
    [InlineData("cd0100")]
    [InlineData("ce00010000")]
    [InlineData("cf0000000100000000")]
    [InlineData("cfffffffffffffffff")]
    [InlineData("c0")]
    public void Other_types_are_unknown(string hex) => Assert.Equal(DatagramError.UnknownType, Datagram.ErrorOf(Datagram.With("type", Datagram.Hex(hex))));

    [Theory]
    [InlineData("map 16", "de0003")]
    [InlineData("map 32", "df00000003")]
    public void Maps_come_in_every_size(string encoding, string header) =>
        Assert.True(Datagram.Read([.. Datagram.Hex(header), .. Datagram.With("name", "build")[1..]]).Name == "build", encoding);

    [Theory]
    [InlineData("ext 16", "c8000c0500000000691fd5b0075bcd15")]
    [InlineData("ext 32", "c90000000c0500000000691fd5b0075bcd15")]
    [InlineData("64 bits in ext 8", "c708ff1d6f3454691fd5b0")]
    [InlineData("32 bits in ext 8", "c704ff691fd5b0")]
    public void Timestamps_may_have_a_longer_header(string encoding, string hex) =>
        Assert.True(Datagram.Read(Datagram.With("time", Datagram.Hex(hex))).Time / 1_000_000 == 1763694000, encoding);

    [Theory]
    [InlineData("Go's, with a billion nanoseconds", "c70c0500000000691fd5b03b9aca00")]
    [InlineData("Go's, with nanoseconds below zero", "c70c0500000000691fd5b0ffffffff")]
    [InlineData("Go's, with eight bytes", "d70500000000691fd5b0")]
    [InlineData("64 bits, with a billion nanoseconds", "d7ffee6b2800691fd5b0")]
    [InlineData("96 bits, with more than a billion nanoseconds", "c70cffffffffff0000000000000000")]
    [InlineData("the year 10000", "c70cff000000000000003afff44180")]
    [InlineData("before the year 1", "c70c05fffffff1886e08ff00000000")]
    [InlineData("the end of time", "c70c057fffffffffffffff00000000")]
    [InlineData("another extension", "d607691fd5b0")]
    [InlineData("96 bits and one byte", "c70dff00000007000000080000000000")]
    [InlineData("no byte", "c700ff")]
    [InlineData("a number", "ce691fd5b0")]
    [InlineData("a text", "a3 6e6f77")]
    [InlineData("a map", "80")]
    public void Other_times_are_refused(string what, string hex) =>
        Assert.True(Datagram.ErrorOf(Datagram.With("time", Datagram.Hex(hex))) == DatagramError.BadTime, what);

    [Fact]
    public void Nothing_is_as_good_as_left_out()
    {
        byte[] nil = [0xc0];
        var message = Datagram.Read(Datagram.Map("host", nil, "time", nil, "status", nil, "autoIP", nil, "type", 1, "name", "build", "context", "ci"));

        Assert.Equal(new TimelineMessage { Context = "ci", Name = "build", Type = TimelineMessageType.End }, message);
        Assert.Equal(DatagramError.MissingContext, Datagram.ErrorOf(Datagram.With("context", nil)));
        Assert.Equal(DatagramError.MissingName, Datagram.ErrorOf(Datagram.With("name", nil)));
    }

    [Theory]
    [InlineData("nil, true, false", "93c0c2c3")]
    [InlineData("floats", "92ca3f800000cb3ff0000000000000")]
    [InlineData("integers", "99 7f e0 ccff cdffff ceffffffff cfffffffffffffffff d0ff d1ffff d3ffffffffffffffff")]
    [InlineData("extensions", "95 d40100 d5010000 d60100000000 d7010000000000000000 d80100000000000000000000000000000000")]
    [InlineData("long extensions", "93 c70101ff c8000101ff c90000000101ff")]
    [InlineData("maps and arrays", "dc0004 de0001a16101 df00000001a1620290 dd0000000180")]
    [InlineData("bytes and texts", "94 c401ff d901ff a1ff db00000000")]
    public void Unknown_keys_are_skipped(string what, string hex)
    {
        var message = Datagram.Read(Datagram.Map("context", "ci", "more", Datagram.Hex(hex), "name", "build", "type", 0, "Name", 1, "", 2));

        Assert.True(message == new TimelineMessage { Context = "ci", Name = "build" }, what);
    }

    [Fact]
    public void Every_shorter_datagram_is_truncated()
    {
        var whole = Datagram.Golden("c70c0500000000691fd5b0075bcd15");
        for (var length = 0; length < whole.Length; length++)
            Assert.True(Datagram.ErrorOf(whole[..length]) == DatagramError.Truncated, $"{length} bytes");
    }

    [Theory]
    [InlineData("df ffffffff")]
    [InlineData("81 a178 dd ffffffff")]
    [InlineData("81 a178 df ffffffff")]
    [InlineData("81 a178 db ffffffff")]
    [InlineData("81 a178 c9 ffffffff")]
    [InlineData("81 db ffffffff")]
    public void A_length_beyond_the_end_is_never_believed(string hex) => Assert.Equal(DatagramError.Truncated, Datagram.ErrorOf(Datagram.Hex(hex)));
}
