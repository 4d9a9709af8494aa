namespace Tracker.Protocol.Timelines;

/// <summary>
/// The values of a message in one of the formats. <see cref="DatagramError.WrongKind"/> leaves the value unread; every other
/// error is about a value that was read, unless it <see cref="MessageFields.EndsReading">ends the reading</see>.
/// </summary>
internal interface IValueReader
{
    /// <summary>Nothing at all is an empty text; one beyond the limit is <see cref="DatagramError.TooLarge"/>.</summary>
    DatagramError ReadText(int limit, out ReadOnlySpan<byte> text);

    /// <summary>A whole number from 0 to 255, else <see cref="DatagramError.UnknownType"/>.</summary>
    DatagramError ReadByte(out byte value);

    /// <summary>Nothing at all is false.</summary>
    DatagramError ReadBoolean(out bool value);

    /// <summary>Nothing at all is null. Of whatever kind, it is read.</summary>
    DatagramError ReadTime(out long? microseconds);

    /// <summary>Reads over a value of any kind.</summary>
    DatagramError Skip();
}
