using System.Text.Json;
using Google.Protobuf;

namespace Tracker.Rpc.Json.Codecs;

internal sealed class StringCodec : Codec<string>
{
    public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    public override string Read(ref Utf8JsonReader reader, ref JsonReadState state) => JsonText.Read(ref reader, ref state);

    public override string Parse(string text, ref JsonReadState state) => text;
}

internal sealed class BoolCodec : Codec<bool>
{
    public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public override bool Read(ref Utf8JsonReader reader, ref JsonReadState state) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        var other => throw state.Fail($"must be true or false, not {JsonText.Describe(other)}"),
    };

    public override bool Parse(string text, ref JsonReadState state) => text switch
    {
        "true" or "1" or "True" or "TRUE" => true,
        "false" or "0" or "False" or "FALSE" => false,
        _ => throw state.Fail($"must be true or false, not {JsonReadState.Quote(text)}"),
    };
}

/// <summary>Base64, in the standard or the URL alphabet, padded or not.</summary>
internal sealed class BytesCodec : Codec<ByteString>
{
    public override void Write(Utf8JsonWriter writer, ByteString value) => writer.WriteBase64StringValue(value.Span);

    public override ByteString Read(ref Utf8JsonReader reader, ref JsonReadState state) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes)
            ? UnsafeByteOperations.UnsafeWrap(bytes)
            : Parse(JsonText.Read(ref reader, ref state, "must be a base64 string"), ref state);

    public override ByteString Parse(string text, ref JsonReadState state)
    {
        var standard = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).Replace('-', '+').Replace('_', '/').TrimEnd('=');
        try
        {
            return ByteString.FromBase64(standard.PadRight((standard.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException)
        {
            throw state.Fail("is not base64");
        }
    }
}

/// <summary>A wrapper message (UInt32Value …): its plain value, or null.</summary>
internal sealed class NullableCodec<T>(Codec<T> inner) : Codec<T?> where T : struct
{
    public override void Write(Utf8JsonWriter writer, T? value)
    {
        if (value is { } present)
            inner.Write(writer, present);
        else
            writer.WriteNullValue();
    }

    public override T? Read(ref Utf8JsonReader reader, ref JsonReadState state) => inner.Read(ref reader, ref state);

    public override T? Parse(string text, ref JsonReadState state) => inner.Parse(text, ref state);
}
