using System.Text;
using Tracker.Protocol.Timelines;

namespace Tracker.Tests.Datagrams;

/// <summary>Datagrams as tests write them: bytes in hex, JSON as it is, parts glued together.</summary>
internal static class Datagram
{
    /// <summary>The map of the golden datagrams up to the time's value, and from there to the end.</summary>
    public const string Prefix = "86a7636f6e74657874ad63692f6275696c642d6d61696ea46e616d65a7636f6d70696c65a47479706502a474696d65";
    public const string Suffix = "a4686f7374a0a66175746f4950c3";

    public static byte[] Golden(string time) => Convert.FromHexString(Prefix + time + Suffix);

    public static byte[] Json(string json) => Encoding.UTF8.GetBytes(json);

    /// <summary>A map: each argument is a text, a number of one byte, or bytes that stand for themselves.</summary>
    public static byte[] Map(params object[] keysAndValues) => [(byte)(0x80 | keysAndValues.Length / 2), .. keysAndValues.SelectMany(Value)];

    /// <summary>A datagram that is right but for what is replaced or added.</summary>
    public static byte[] With(string key, object value) =>
        Map([.. new Dictionary<string, object> { ["context"] = "ci", ["name"] = "build", ["type"] = 0, [key] = value }.SelectMany(pair => new[] { pair.Key, pair.Value })]);

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static DatagramError ErrorOf(byte[] datagram) => TimelineDatagram.Read(datagram, new byte[TimelineDatagram.ScratchBytes], out _);

    public static TimelineMessage Read(byte[] datagram)
    {
        var error = TimelineDatagram.Read(datagram, new byte[TimelineDatagram.ScratchBytes], out var message);
        Assert.True(error == DatagramError.None, $"{error}: {Convert.ToHexString(datagram)}");
        return message.ToMessage();
    }

    public static DateTimeOffset? TimeOf(TimelineMessage message) =>
        message.Time is { } time ? DateTimeOffset.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond) : null;

    private static byte[] Value(object value) => value switch
    {
        string text when Encoding.UTF8.GetBytes(text) is { Length: < 32 } utf8 => [(byte)(0xa0 | utf8.Length), .. utf8],
        string text when Encoding.UTF8.GetBytes(text) is var utf8 => [0xda, (byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8],
        int number => [(byte)number],
        byte[] bytes => bytes,
        _ => throw new ArgumentException($"{value}", nameof(value)),
    };
}
