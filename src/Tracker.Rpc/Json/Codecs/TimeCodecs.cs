using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;

namespace Tracker.Rpc.Json.Codecs;

/// <summary>RFC 3339, written in UTC with no, 3, 6 or 9 digits of fraction; read with any zone.</summary>
internal sealed partial class TimestampCodec : Codec<Timestamp>
{
    private const string Wanted = "must be an RFC 3339 time such as 2006-01-02T15:04:05Z";
    private const long MinSeconds = -62135596800;
    private const long MaxSeconds = 253402300799;

    public override void Write(Utf8JsonWriter writer, Timestamp value)
    {
        if (value.Seconds is < MinSeconds or > MaxSeconds || value.Nanos is < 0 or > 999_999_999)
            throw new InvalidOperationException($"{value.Seconds} s {value.Nanos} ns is not a valid Timestamp.");
        Span<char> text = stackalloc char[40];
        DateTime.UnixEpoch.AddSeconds(value.Seconds).TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        length += Fraction.Write(text[length..], value.Nanos, trim: false);
        text[length++] = 'Z';
        writer.WriteStringValue(text[..length]);
    }

    public override Timestamp Read(ref Utf8JsonReader reader, ref JsonReadState state) =>
        Parse(JsonText.Read(ref reader, ref state, Wanted), ref state);

    public override Timestamp Parse(string text, ref JsonReadState state)
    {
        // Proto's JSON wants capital T and Z; RFC 3339 allows small ones.
        var match = Rfc3339().Match(text);
        if (!match.Success
            || !DateTime.TryParseExact(match.Groups["time"].ValueSpan, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            throw state.Fail($"{Wanted}, not {JsonReadState.Quote(text)}");
        }
        var seconds = (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond - OffsetSeconds(match.Groups["zone"].ValueSpan);
        if (seconds is < MinSeconds or > MaxSeconds)
            throw state.Fail("is out of range, which is year 1 to 9999");
        return new Timestamp { Seconds = seconds, Nanos = Fraction.Nanos(match.Groups["fraction"].ValueSpan) };
    }

    private static long OffsetSeconds(ReadOnlySpan<char> zone)
    {
        if (zone.Length == 1)
            return 0;
        var seconds = (((zone[1] - '0') * 10 + zone[2] - '0') * 60 + (zone[4] - '0') * 10 + zone[5] - '0') * 60L;
        return zone[0] == '-' ? -seconds : seconds;
    }

    [GeneratedRegex(
        @"\A(?<time>[0-9]{4}-[01][0-9]-[0-3][0-9][Tt][0-2][0-9]:[0-5][0-9]:[0-5][0-9])(\.(?<fraction>[0-9]{1,9}))?"
        + @"(?<zone>[Zz]|[+-][0-2][0-9]:[0-5][0-9])\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}

/// <summary>Seconds with an "s" behind: "3.5s".</summary>
internal sealed partial class DurationCodec : Codec<Duration>
{
    private const string Wanted = "must be a duration in seconds such as 3.5s";

    public override void Write(Utf8JsonWriter writer, Duration value)
    {
        if (value.Seconds is < Duration.MinSeconds or > Duration.MaxSeconds || value.Nanos is <= -1_000_000_000 or >= 1_000_000_000
            || Math.Sign(value.Seconds) * Math.Sign(value.Nanos) < 0)
        {
            throw new InvalidOperationException($"{value.Seconds} s {value.Nanos} ns is not a valid Duration.");
        }
        Span<char> text = stackalloc char[32];
        var length = 0;
        if (value.Seconds < 0 || value.Nanos < 0)
            text[length++] = '-';
        Math.Abs(value.Seconds).TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        length += Fraction.Write(text[length..], Math.Abs(value.Nanos), trim: true);
        text[length++] = 's';
        writer.WriteStringValue(text[..length]);
    }

    public override Duration Read(ref Utf8JsonReader reader, ref JsonReadState state) =>
        Parse(JsonText.Read(ref reader, ref state, Wanted), ref state);

    public override Duration Parse(string text, ref JsonReadState state)
    {
        var match = Seconds().Match(text);
        if (!match.Success)
            throw state.Fail($"{Wanted}, not {JsonReadState.Quote(text)}");
        var seconds = long.Parse(match.Groups["whole"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        var nanos = Fraction.Nanos(match.Groups["fraction"].ValueSpan);
        if (seconds > Duration.MaxSeconds || seconds == Duration.MaxSeconds && nanos > 0)
            throw state.Fail($"is out of range, which is ±{Duration.MaxSeconds}s");
        var sign = match.Groups["sign"].Length > 0 ? -1 : 1;
        return new Duration { Seconds = sign * seconds, Nanos = sign * nanos };
    }

    [GeneratedRegex(@"\A(?<sign>-)?(?<whole>[0-9]{1,12})(\.(?<fraction>[0-9]{1,9}))?s\z", RegexOptions.CultureInvariant)]
    private static partial Regex Seconds();
}

internal static class Fraction
{
    /// <summary>Writes ".5" and the like: trimmed of zeros, or in groups of three digits.</summary>
    public static int Write(Span<char> to, int nanos, bool trim)
    {
        if (nanos == 0)
            return 0;
        to[0] = '.';
        nanos.TryFormat(to[1..], out _, "D9", CultureInfo.InvariantCulture);
        if (trim)
            return to[..10].TrimEnd('0').Length;
        return nanos % 1_000_000 == 0 ? 4 : nanos % 1_000 == 0 ? 7 : 10;
    }

    public static int Nanos(ReadOnlySpan<char> digits)
    {
        var nanos = 0;
        for (var i = 0; i < 9; i++)
            nanos = nanos * 10 + (i < digits.Length ? digits[i] - '0' : 0);
        return nanos;
    }
}
