using System.Globalization;

namespace Tracker.Protocol.Timelines;

/// <summary>Times as RFC 3339 writes them: <c>2025-11-21T03:00:00.123456Z</c>, <c>2025-11-21T04:00:00+01:00</c>.</summary>
internal static class Rfc3339
{
    private const int DateTimeLength = 19;

    /// <summary>Digits beyond the ninth of a second are dropped; a leap second counts as the one after it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long? microseconds)
    {
        microseconds = null;
        if (text.Length <= DateTimeLength || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)
            || !TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }
        var rest = text[DateTimeLength..];
        if (!TryFraction(ref rest, out var nanoseconds) || !TryOffset(rest, out var offset))
            return false;
        var days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return Instant.TryCreate(days * 86_400L + hour * 3600 + minute * 60 + second - offset, nanoseconds, out microseconds);
    }

    /// <summary>In UTC, with as many digits of the second as there are.</summary>
    public static bool TryFormat(long microseconds, Span<byte> destination, out int written) =>
        DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond).TryFormat(destination, out written, "yyyy-MM-ddTHH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture);

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int nanoseconds)
    {
        nanoseconds = 0;
        if (rest.IsEmpty || rest[0] != '.')
            return true;
        var scale = 100_000_000;
        var i = 1;
        for (; i < rest.Length && rest[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            nanoseconds += (rest[i] - '0') * scale;
            scale /= 10;
        }
        rest = rest[i..];
        return i > 1;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text.Length == 1)
            return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], out var hours) || !TryDigits(text[4..6], out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }
        seconds = (hours * 3600 + minutes * 60) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + c - '0';
        }
        return true;
    }
}
