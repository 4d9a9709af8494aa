namespace Tracker.Protocol.Timelines;

/// <summary>
/// One message in one datagram: a MessagePack map or a JSON object, as docs/udp-format.md describes them.
/// </summary>
public static class TimelineDatagram
{
    /// <summary>How much scratch memory a reader wants: JSON's texts go there when their escapes are resolved.</summary>
    public const int ScratchBytes = 2048;

    private const byte FirstOfMaps = 0x80;

    /// <summary>
    /// Reads a datagram. Whatever it holds, this neither throws nor allocates, takes no longer than its length, and answers
    /// <see cref="DatagramError.None"/> or what is wrong with it.
    /// </summary>
    /// <param name="datagram">All of it. Spaces and line ends around a JSON object are let pass.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/>, to be used again once the message is done with.</param>
    /// <param name="message">The message; its texts lie in the other two.</param>
    /// <exception cref="ArgumentException">The scratch memory is too small.</exception>
    public static DatagramError Read(ReadOnlySpan<byte> datagram, Span<byte> scratch, out TimelineMessageView message)
    {
        message = default;
        if (datagram.Length > TimelineLimits.DatagramBytes)
            return DatagramError.TooLarge;
        if (datagram.IsEmpty)
            return DatagramError.Truncated;
        var format = datagram[0] >= FirstOfMaps ? DatagramFormat.MessagePack : DatagramFormat.Json;
        var reader = new TimelineMessageReader(datagram, format, scratch, contextRequired: true);
        if (reader.IsArray)
            return DatagramError.NotAMap;
        reader.Read(out message, out var error);
        if (reader.Error == DatagramError.None)
            return error;
        message = default;
        return reader.Error;
    }

    /// <summary>
    /// Writes a message as one datagram. What could not be read again is not written: the answer then says why and
    /// <paramref name="written"/> is 0. A time is written as timestamp extension -1 in the smallest of its sizes that holds it,
    /// in JSON as RFC 3339 text in UTC.
    /// </summary>
    public static DatagramError Write(TimelineMessage message, DatagramFormat format, Span<byte> destination, out int written)
    {
        ArgumentNullException.ThrowIfNull(message);
        written = 0;
        if (message.Type > TimelineMessageType.NewTimeline)
            return DatagramError.UnknownType;
        if (message.Status > TimelineStatus.Skipped)
            return DatagramError.UnknownStatus;
        if (message.Time is { } time && !Instant.IsInRange(time))
            return DatagramError.BadTime;
        var error = format == DatagramFormat.Json
            ? JsonWriter.Write(message, destination, out var length)
            : MessagePackWriter.Write(message, destination, out length);
        if (error == DatagramError.None)
            error = Read(destination[..length], stackalloc byte[ScratchBytes], out _);
        written = error == DatagramError.None ? length : 0;
        return error;
    }
}
