using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Json.Codecs;

/// <summary>Enums by name or number; a number without a name stays a number.</summary>
internal sealed class EnumCodec<T> : Codec<T> where T : struct, Enum
{
    private const int MaxNamesShown = 30;

    private readonly Dictionary<int, JsonEncodedText> _names = [];
    private readonly Utf8Names<int> _numbers = new();
    private readonly string _allowed;
    private readonly bool _isNull;

    public EnumCodec(EnumDescriptor type)
    {
        foreach (var value in type.Values)
        {
            _names.TryAdd(value.Number, JsonEncodedText.Encode(value.Name));
            _numbers.Add(value.Name, value.Number);
        }
        var shown = type.Values.Where(v => v.Number != 0 || !v.Name.EndsWith("_UNSPECIFIED", StringComparison.Ordinal)).Select(v => v.Name).ToList();
        _allowed = string.Join(", ", shown.Take(MaxNamesShown)) + (shown.Count > MaxNamesShown ? ", …" : "");
        _isNull = type.FullName == "google.protobuf.NullValue";
    }

    public override bool AcceptsNull => _isNull;

    public override void Write(Utf8JsonWriter writer, T value)
    {
        var number = Unsafe.BitCast<T, int>(value);
        if (_isNull)
            writer.WriteNullValue();
        else if (_names.TryGetValue(number, out var name))
            writer.WriteStringValue(name);
        else
            writer.WriteNumberValue(number);
    }

    public override T Read(ref Utf8JsonReader reader, ref JsonReadState state)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (!reader.HasValueSequence && !reader.ValueIsEscaped && _numbers.TryGet(reader.ValueSpan, out var known))
                    return Unsafe.BitCast<int, T>(known);
                var name = JsonText.Read(ref reader, ref state);
                return _numbers.TryGet(Encoding.UTF8.GetBytes(name), out var named) ? Unsafe.BitCast<int, T>(named) : throw Wrong(name, ref state);
            case JsonTokenType.Number:
                if (reader.TryGetInt32(out var number))
                    return Unsafe.BitCast<int, T>(number);
                if (reader.TryGetDecimal(out var exact) && decimal.IsInteger(exact) && exact is >= int.MinValue and <= int.MaxValue)
                    return Unsafe.BitCast<int, T>((int)exact);
                throw state.Fail("is not a number of an enum value");
            case JsonTokenType.Null when _isNull:
                return default;
            default:
                throw state.Fail($"must be one of {_allowed}, not {JsonText.Describe(reader.TokenType)}");
        }
    }

    public override T Parse(string text, ref JsonReadState state)
    {
        if (_numbers.TryGet(Encoding.UTF8.GetBytes(text), out var number))
            return Unsafe.BitCast<int, T>(number);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            ? Unsafe.BitCast<int, T>(number)
            : throw Wrong(text, ref state);
    }

    private RpcException Wrong(string text, ref JsonReadState state) => state.Fail($"{JsonReadState.Quote(text)} is not one of {_allowed}");
}
