using System.Globalization;
using Tracker.Protocol.Timelines;

namespace Tracker.Tests.Datagrams;

public sealed class JsonDatagramTests
{
    [Fact]
    public void All_keys_in_any_order()
    {
        var message = Datagram.Read(Datagram.Json(
            """
             { "status" : "failed", "autoIP":true, "more": [1, {"x": [true, null, -1.5e+3]}, "]\"\\"], "host":"node-1",
               "time":"2025-11-21T04:00:00.5+01:00", "type":1, "name":"build.compile", "context":"ci/büild" }
            """ + "\r\n"));

        Assert.Equal(
            new TimelineMessage
            {
                Context = "ci/büild",
                Name = "build.compile",
                Type = TimelineMessageType.End,
                Time = 1763694000_500000,
                Host = "node-1",
                AutoIP = true,
                Status = TimelineStatus.Failed,
            },
            message);
    }

    [Theory]
    [InlineData("""  a\"b\\c\/d  """, "a\"b\\c/d")]
    [InlineData("""  b\u00fcild \ud83d\ude00 x  """, "büild 😀 x")]
    [InlineData("""  \u0061\u0062  """, "ab")]
    [InlineData("""  😀\u003d  """, "😀=")]
    public void Escapes_are_resolved(string escaped, string expected)
    {
        var message = Datagram.Read(Datagram.Json($$"""{"context":"{{escaped.Trim()}}","na\u006de":"{{escaped.Trim()}}","type":3,"host":"{{escaped.Trim()}}"}"""));

        Assert.Equal((expected, expected, expected), (message.Context, message.Name, message.Host));
    }

    [Theory]
    [InlineData("\"2025-11-21T03:00:00Z\"", 1763694000_000000)]
    [InlineData("\"2025-11-21t03:00:00z\"", 1763694000_000000)]
    [InlineData("\"2025-11-21T03:00:00.1234569Z\"", 1763694000_123456)]
    [InlineData("\"2025-11-21T03:00:00.123456789012Z\"", 1763694000_123456)]
    [InlineData("\"2025-11-20T22:30:00-04:30\"", 1763694000_000000)]
    [InlineData("\"2025-11-21T04:00:00\\u002b01:00\"", 1763694000_000000)]
    [InlineData("\"2016-12-31T23:59:60Z\"", 1483228800_000000)]
    [InlineData("\"2024-02-29T00:00:00Z\"", 1709164800_000000)]
    [InlineData("\"1969-12-31T23:59:59.999999Z\"", -1L)]
    [InlineData("\"9999-12-31T23:59:59.999999Z\"", 253402300799_999999)]
    [InlineData("1763694000", 1763694000_000000)]
    [InlineData("1763694000.123456999", 1763694000_123456)]
    [InlineData("1.763694E9", 1763694000_000000)]
    [InlineData("-0.000001", -1L)]
    [InlineData("0", 0L)]
    [InlineData("null", null)]
    [InlineData("\"0001-01-01T00:00:00Z\"", null)]
    public void Times_are_texts_or_seconds(string time, long? expected) =>
        Assert.Equal(expected, Datagram.Read(Datagram.Json($$"""{"context":"ci","name":"build","type":0,"time":{{time}}}""")).Time);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"now\"")]
    [InlineData("\"2025-11-21\"")]
    [InlineData("\"2025-11-21T03:00:00\"")]
    [InlineData("\"2025-11-21 03:00:00Z\"")]
    [InlineData("\"2025-11-21T03:00:00.Z\"")]
    [InlineData("\"2025-11-21T03:00:00,5Z\"")]
    [InlineData("\"2025-11-21T03:00:00+0100\"")]
    [InlineData("\"2025-11-21T03:00:00+24:00\"")]
    [InlineData("\"2025-11-21T24:00:00Z\"")]
    [InlineData("\"2025-11-21T03:60:00Z\"")]
    [InlineData("\"2025-02-29T03:00:00Z\"")]
    [InlineData("\"2025-13-01T03:00:00Z\"")]
    [InlineData("\"2025-00-01T03:00:00Z\"")]
    [InlineData("\"0000-01-01T03:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00+01:00\"")]
    [InlineData("\"9999-12-31T23:00:00-01:00\"")]
    [InlineData("\"2025-11-21T03:00:00Zulu\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1763694000123")]
    [InlineData("1e400")]
    [InlineData("-62135596801")]
    [InlineData("true")]
    [InlineData("[]")]
    public void Other_times_are_refused(string time) =>
        Assert.Equal(DatagramError.BadTime, Datagram.ErrorOf(Datagram.Json($$"""{"context":"ci","name":"build","type":0,"time":{{time}}}""")));

    [Theory]
    [InlineData("2.0", DatagramError.None)]
    [InlineData("0.2e1", DatagramError.None)]
    [InlineData("2.5", DatagramError.UnknownType)]
    [InlineData("4", DatagramError.UnknownType)]
    [InlineData("-1", DatagramError.UnknownType)]
    [InlineData("258", DatagramError.UnknownType)]
    [InlineData("1e99", DatagramError.UnknownType)]
    [InlineData("\"start\"", DatagramError.WrongKind)]
    [InlineData("02", DatagramError.Malformed)]
    [InlineData("+2", DatagramError.Malformed)]
    [InlineData(".2", DatagramError.Malformed)]
    [InlineData("2.", DatagramError.Malformed)]
    [InlineData("2e", DatagramError.Malformed)]
    [InlineData("-", DatagramError.Malformed)]
    [InlineData("nul", DatagramError.Malformed)]
    public void A_type_is_a_whole_number(string type, DatagramError expected) =>
        Assert.Equal(expected, Datagram.ErrorOf(Datagram.Json($$"""{"context":"ci","name":"build","type":{{type}}}""")));

    [Theory]
    [InlineData("""{"context":"ci","name":"build","type":0,}""")]
    [InlineData("""{"context":"ci" "name":"build","type":0}""")]
    [InlineData("""{"context":"ci","name" "build","type":0}""")]
    [InlineData("""{context:"ci","name":"build","type":0}""")]
    [InlineData("""{,"context":"ci","name":"build","type":0}""")]
    [InlineData("""{"context":'ci',"name":"build","type":0}""")]
    [InlineData("""{"context":"ci","name":"b\xuild","type":0}""")]
    [InlineData("""{"context":"ci","name":"\u00g0","type":0}""")]
    [InlineData("""{"context":"ci","name":"\u 00","type":0}""")]
    [InlineData("{\"context\":\"ci\",\"name\":\"a\tb\",\"type\":0}")]
    [InlineData("""{"context":"ci","name":"build","type":0,"x":[1,]}""")]
    [InlineData("""{"context":"ci","name":"build","type":0,"x":[1}}""")]
    [InlineData("""{"context":"ci","name":"build","type":0,"x":{1:2}}""")]
    [InlineData("""{"context":"ci","name":"build","type":0,"x":undefined}""")]
    [InlineData("""{"context":"ci","name":"build","type":0]""")]
    public void What_is_not_JSON_is_malformed(string json) => Assert.Equal(DatagramError.Malformed, Datagram.ErrorOf(Datagram.Json(json)));

    [Fact]
    public void Every_shorter_datagram_is_truncated()
    {
        var whole = Datagram.Json("""{"context":"c\u0069\"","name":"build","type":0,"time":-1.5e+3,"autoIP":false,"x":[null,{"y":true}],"z":{},"status":"ok"}""");
        Assert.Equal(DatagramError.None, Datagram.ErrorOf(whole));
        for (var length = 0; length < whole.Length; length++)
            Assert.True(Datagram.ErrorOf(whole[..length]) == DatagramError.Truncated, Datagram.ErrorOf(whole[..length]) + ": " + Convert.ToString(length, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Texts_at_their_limit_fit_when_every_character_is_escaped()
    {
        static string Escaped(int count) => string.Concat(Enumerable.Repeat(@"\u0061", count));
        static byte[] Message(int context, int name, int host) =>
            Datagram.Json($$"""{"context":"{{Escaped(context)}}","name":"{{Escaped(name)}}","host":"{{Escaped(host)}}","type":0,"status":"\u006fk","time":"\u0032025-11-21T03:00:00Z"}""");

        var message = Datagram.Read(Message(TimelineLimits.ContextBytes, TimelineLimits.NameBytes, TimelineLimits.HostBytes));
        Assert.Equal((512, 1024, 255, 1763694000_000000), (message.Context.Length, message.Name.Length, message.Host.Length, message.Time));
        Assert.Equal(DatagramError.ContextTooLong, Datagram.ErrorOf(Message(513, 1, 1)));
        Assert.Equal(DatagramError.NameTooLong, Datagram.ErrorOf(Message(1, 1025, 1)));
        Assert.Equal(DatagramError.HostTooLong, Datagram.ErrorOf(Message(1, 1, 256)));
    }
}
