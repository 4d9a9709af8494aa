using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Tracker.Protocol.Timelines;
using Tracker.Testing;

namespace Tracker.Tests.Datagrams;

public sealed class DatagramRoundTripTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(LongRun.Scale(2_000, 100_000));

    [Theory]
    [InlineData(DatagramFormat.MessagePack)]
    [InlineData(DatagramFormat.Json)]
    public void What_is_written_is_read(DatagramFormat format) =>
        Check.One(Many, Prop.ForAll(SomeMessages.Messages.ToArbitrary(), message => Assert.Equal(message, Datagram.Read(Written(message, format)))));

    [Fact]
    public void The_frameworks_JSON_is_read() => Check.One(Many, Prop.ForAll(SomeMessages.Messages.ToArbitrary(), message =>
    {
        // Its default encoder escapes everything that is not plain ASCII.
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["status"] = message.Status == TimelineStatus.None ? null : message.Status.ToString().ToLowerInvariant(),
            ["host"] = message.Host,
            ["name"] = message.Name,
            ["autoIP"] = message.AutoIP,
            ["type"] = (int)message.Type,
            ["time"] = Datagram.TimeOf(message)?.ToOffset(TimeSpan.FromHours(message.Time is > 0 and < 4_000_000_000_000_000 ? 5 : 0)),
            ["context"] = message.Context,
        });
        Assert.Equal(message, Datagram.Read(json));
    }));

    [Fact]
    public void The_framework_reads_our_JSON() => Check.One(Many, Prop.ForAll(SomeMessages.Messages.ToArbitrary(), message =>
    {
        using var json = JsonDocument.Parse(Written(message, DatagramFormat.Json));
        Assert.Equal(
            (message.Context, message.Name, (int)message.Type),
            (json.RootElement.GetProperty("context").GetString(), json.RootElement.GetProperty("name").GetString(), json.RootElement.GetProperty("type").GetInt32()));
        if (message.Time is not null)
            Assert.Equal(Datagram.TimeOf(message), json.RootElement.GetProperty("time").GetDateTimeOffset());
    }));

    [Theory]
    [InlineData(DatagramFormat.MessagePack)]
    [InlineData(DatagramFormat.Json)]
    public void What_could_not_be_read_is_not_written(DatagramFormat format)
    {
        var good = new TimelineMessage { Context = "ci", Name = "build" };
        var refused = new Dictionary<TimelineMessage, DatagramError>
        {
            [good with { Context = "" }] = DatagramError.MissingContext,
            [good with { Name = "" }] = DatagramError.MissingName,
            [good with { Name = "a..b" }] = DatagramError.EmptyNamePart,
            [good with { Name = "a\nb" }] = DatagramError.ControlCharacter,
            [good with { Name = "a\ud83d" }] = DatagramError.BadUtf8,
            [good with { Name = new string('n', 2000) }] = DatagramError.NameTooLong,
            [good with { Host = new string('h', 300) }] = DatagramError.HostTooLong,
            [good with { Host = new string('h', 70_000) }] = DatagramError.TooLarge,
            [good with { Type = (TimelineMessageType)4 }] = DatagramError.UnknownType,
            [good with { Status = (TimelineStatus)9 }] = DatagramError.UnknownStatus,
            [good with { Time = long.MaxValue }] = DatagramError.BadTime,
            [good with { Time = long.MinValue }] = DatagramError.BadTime,
            [good with { Time = -62_135_596_800_000_000 }] = DatagramError.BadTime,
        };
        foreach (var (message, expected) in refused)
        {
            Assert.Equal(expected, TimelineDatagram.Write(message, format, new byte[100_000], out var written));
            Assert.Equal(0, written);
        }
    }

    [Theory]
    [InlineData(DatagramFormat.MessagePack)]
    [InlineData(DatagramFormat.Json)]
    public void A_destination_that_is_too_small_is_an_error(DatagramFormat format)
    {
        var message = new TimelineMessage { Context = "ci", Name = "b\"ü", Time = 1, Host = "h", AutoIP = true, Status = TimelineStatus.Skipped };
        var whole = Written(message, format);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Equal(DatagramError.TooLarge, TimelineDatagram.Write(message, format, new byte[length], out var written));
            Assert.Equal(0, written);
        }
        Assert.Equal(DatagramError.None, TimelineDatagram.Write(message, format, new byte[whole.Length], out _));
    }

    [Fact]
    public void JSON_is_one_readable_line()
    {
        var message = new TimelineMessage { Context = "ci/büild", Name = @"a\.b", Time = 1763694000_500000, Host = "h", AutoIP = true, Status = TimelineStatus.Ok };

        Assert.Equal(
            """{"context":"ci/büild","name":"a\\.b","type":0,"time":"2025-11-21T03:00:00.5Z","host":"h","autoIP":true,"status":"ok"}""",
            Encoding.UTF8.GetString(Written(message, DatagramFormat.Json)));
    }

    private static byte[] Written(TimelineMessage message, DatagramFormat format)
    {
        var buffer = new byte[4096];
        Assert.Equal(DatagramError.None, TimelineDatagram.Write(message, format, buffer, out var written));
        return buffer[..written];
    }
}
