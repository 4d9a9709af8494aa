using System.Data.Common;

namespace Tracker.Storage;

/// <summary>One parameter of a statement, without boxing: null, integer, real, text or bytes.</summary>
public readonly struct SqlValue
{
    public enum Kind : byte
    {
        Null,
        Integer,
        Boolean,
        Real,
        Text,
        Bytes,
        Uuid,
    }

    private readonly long _number;
    private readonly object? _reference;
    private readonly Guid _uuid;

    private SqlValue(Kind type, long number, object? reference, Guid uuid = default)
    {
        Type = type;
        _number = number;
        _reference = reference;
        _uuid = uuid;
    }

    public Kind Type { get; }

    public long Integer => _number;

    public double Real => BitConverter.Int64BitsToDouble(_number);

    public string Text => (string)_reference!;

    public byte[] Bytes => (byte[])_reference!;

    public Guid Uuid => _uuid;

    public static SqlValue Null => default;

    public static implicit operator SqlValue(long value) => new(Kind.Integer, value, null);

    public static implicit operator SqlValue(long? value) => value is { } v ? v : Null;

    public static implicit operator SqlValue(int value) => new(Kind.Integer, value, null);

    public static implicit operator SqlValue(bool value) => new(Kind.Boolean, value ? 1 : 0, null);

    public static implicit operator SqlValue(bool? value) => value is { } v ? v : Null;

    public static implicit operator SqlValue(double value) => new(Kind.Real, BitConverter.DoubleToInt64Bits(value), null);

    public static implicit operator SqlValue(string? value) => value is null ? Null : new(Kind.Text, 0, value);

    public static implicit operator SqlValue(byte[]? value) => value is null ? Null : new(Kind.Bytes, 0, value);

    /// <summary>Sixteen bytes in network order, so that version 7 UUIDs sort by time.</summary>
    public static implicit operator SqlValue(Guid value) => new(Kind.Uuid, 0, null, value);

    public static implicit operator SqlValue(Guid? value) => value is { } v ? v : Null;

    /// <summary>Unix microseconds; what is finer is cut off.</summary>
    public static implicit operator SqlValue(DateTimeOffset value) => Instant.ToMicroseconds(value);

    public static implicit operator SqlValue(DateTimeOffset? value) => value is { } v ? Instant.ToMicroseconds(v) : Null;
}

/// <summary>Instants as the store keeps them: unix microseconds.</summary>
public static class Instant
{
    public static long ToMicroseconds(DateTimeOffset value) =>
        (value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long value) =>
        DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);

    /// <summary>The same instant as the store will return it.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset value) => FromMicroseconds(ToMicroseconds(value));
}

/// <summary>Reading the shared column types from either engine's rows.</summary>
public static class DbDataReaderExtensions
{
    public static string? GetText(this DbDataReader row, int i) => row.IsDBNull(i) ? null : row.GetString(i);

    public static long? GetInteger(this DbDataReader row, int i) => row.IsDBNull(i) ? null : row.GetInt64(i);

    public static DateTimeOffset GetInstant(this DbDataReader row, int i) => Instant.FromMicroseconds(row.GetInt64(i));

    public static DateTimeOffset? GetInstantOrNull(this DbDataReader row, int i) => row.IsDBNull(i) ? null : row.GetInstant(i);

    public static Guid GetUuid(this DbDataReader row, int i) => row.GetValue(i) switch
    {
        Guid uuid => uuid,
        byte[] bytes => new Guid(bytes, bigEndian: true),
        var other => throw new InvalidCastException($"Column {i} holds {other.GetType().Name}, not a UUID."),
    };
}
