using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Tracker.Rpc.Json.Codecs;

/// <summary>Whole numbers; those of 64 bits are written as strings, because JavaScript would round them. Both forms are read.</summary>
internal sealed class IntegerCodec<T> : Codec<T> where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly bool IsLong = typeof(T) == typeof(long) || typeof(T) == typeof(ulong);

    public override void Write(Utf8JsonWriter writer, T value)
    {
        if (IsLong)
        {
            Span<char> text = stackalloc char[20];
            value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
            writer.WriteStringValue(text[..length]);
        }
        else
        {
            writer.WriteNumberValue(long.CreateTruncating(value));
        }
    }

    public override T Read(ref Utf8JsonReader reader, ref JsonReadState state)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var small) && TryConvert(small, out var value))
                return value;
            // 1e3 and 7.0 are whole numbers too; decimal holds every 64-bit one exactly.
            if (reader.TryGetDecimal(out var exact) && TryConvert(exact, out value))
                return value;
            throw Wrong(ref state);
        }
        return Parse(JsonText.Read(ref reader, ref state, "must be a number"), ref state);
    }

    public override T Parse(string text, ref JsonReadState state)
    {
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return value;
        const NumberStyles exponents = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (decimal.TryParse(text, exponents, CultureInfo.InvariantCulture, out var exact) && TryConvert(exact, out value))
            return value;
        throw Wrong(ref state);
    }

    private static bool TryConvert<TFrom>(TFrom from, out T value) where TFrom : struct, INumber<TFrom>
    {
        value = T.CreateSaturating(from);
        return TFrom.IsInteger(from) && TFrom.CreateSaturating(value) == from;
    }

    private static RpcException Wrong(ref JsonReadState state) =>
        state.Fail($"must be a whole number from {T.MinValue} to {T.MaxValue}");
}

internal sealed class DoubleCodec : Codec<double>
{
    public override void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(Special(value));
    }

    public override double Read(ref Utf8JsonReader reader, ref JsonReadState state)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetDouble(out var value) && double.IsFinite(value) ? value : throw state.Fail("is out of range");
        return Parse(JsonText.Read(ref reader, ref state, "must be a number"), ref state);
    }

    public override double Parse(string text, ref JsonReadState state) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => value,
        _ => throw state.Fail($"must be a number, not {JsonReadState.Quote(text)}"),
    };

    internal static string Special(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

internal sealed class FloatCodec : Codec<float>
{
    private static readonly DoubleCodec Wide = new();

    public override void Write(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(DoubleCodec.Special(value));
    }

    public override float Read(ref Utf8JsonReader reader, ref JsonReadState state) => Narrow(Wide.Read(ref reader, ref state), ref state);

    public override float Parse(string text, ref JsonReadState state) => Narrow(Wide.Parse(text, ref state), ref state);

    private static float Narrow(double value, ref JsonReadState state)
    {
        var narrow = (float)value;
        return float.IsInfinity(narrow) && double.IsFinite(value) ? throw state.Fail("is out of range") : narrow;
    }
}
