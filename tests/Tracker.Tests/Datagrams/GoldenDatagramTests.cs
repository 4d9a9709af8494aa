using System.Globalization;
using Tracker.Protocol.Timelines;

namespace Tracker.Tests.Datagrams;

/// <summary>What encoders in use have written, byte by byte.</summary>
public sealed class GoldenDatagramTests
{
    private static readonly TimelineMessage Compile = new()
    {
        Context = "ci/build-main",
        Name = "compile",
        Type = TimelineMessageType.Single,
        AutoIP = true,
    };

    [Theory]
    [InlineData("Go", "c70c0500000000691fd5b0075bcd15", "2025-11-21T03:00:00.123456Z")]
    [InlineData("Python, 64 bits", "d7ff1d6f3454691fd5b0", "2025-11-21T03:00:00.123456Z")]
    [InlineData("32 bits", "d6ff691fd5b0", "2025-11-21T03:00:00Z")]
    [InlineData("96 bits", "c70cff000000070000000800000000", "3058-10-26T03:46:08Z")]
    [InlineData("Go's zero time", "c70c05fffffff1886e090000000000", null)]
    public void Are_read(string encoder, string time, string? expected)
    {
        var message = Datagram.Read(Datagram.Golden(time));

        DateTimeOffset? instant = expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture);
        Assert.True(instant == Datagram.TimeOf(message), $"{encoder}: {Datagram.TimeOf(message):O}");
        Assert.Equal(Compile, message with { Time = null });
    }

    [Theory]
    [InlineData("32 bits", 1763694000_000000, "d6ff691fd5b0")]
    [InlineData("64 bits", 1763694000_123456, "d7ff1d6f2800691fd5b0")]
    [InlineData("the last second of 34 bits", 17179869183_000000, "d7ff00000003ffffffff")]
    [InlineData("96 bits", 34359738368_000000, "c70cff000000000000000800000000")]
    [InlineData("before 1970", -1, "c70cff3b9ac618ffffffffffffffff")]
    public void The_smallest_timestamp_is_written(string size, long time, string expected)
    {
        var buffer = new byte[256];
        Assert.Equal(DatagramError.None, TimelineDatagram.Write(Compile with { Time = time }, DatagramFormat.MessagePack, buffer, out var written));

        var hex = Convert.ToHexStringLower(buffer.AsSpan(0, written));
        Assert.True(hex.Contains("a474696d65" + expected, StringComparison.Ordinal), $"{size}: {hex}");
    }
}
