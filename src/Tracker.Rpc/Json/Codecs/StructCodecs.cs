using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Tracker.Rpc.Json.Codecs;

/// <summary>Any JSON object.</summary>
internal sealed class StructCodec : Codec<Struct>
{
    public override void Write(Utf8JsonWriter writer, Struct value)
    {
        writer.WriteStartObject();
        foreach (var (name, member) in value.Fields)
        {
            writer.WritePropertyName(name);
            AnyJsonCodec.WriteValue(writer, member);
        }
        writer.WriteEndObject();
    }

    public override Struct Read(ref Utf8JsonReader reader, ref JsonReadState state) =>
        reader.TokenType == JsonTokenType.StartObject
            ? AnyJsonCodec.ReadObject(ref reader, ref state)
            : throw state.Fail($"must be an object, not {JsonText.Describe(reader.TokenType)}");
}

/// <summary>Any JSON array.</summary>
internal sealed class ListValueCodec : Codec<ListValue>
{
    public override void Write(Utf8JsonWriter writer, ListValue value)
    {
        writer.WriteStartArray();
        foreach (var item in value.Values)
            AnyJsonCodec.WriteValue(writer, item);
        writer.WriteEndArray();
    }

    public override ListValue Read(ref Utf8JsonReader reader, ref JsonReadState state) =>
        reader.TokenType == JsonTokenType.StartArray
            ? AnyJsonCodec.ReadArray(ref reader, ref state)
            : throw state.Fail($"must be an array, not {JsonText.Describe(reader.TokenType)}");
}

/// <summary>Any JSON value; null is one.</summary>
internal sealed class AnyJsonCodec : Codec<Value>
{
    private static readonly StructCodec Objects = new();
    private static readonly ListValueCodec Arrays = new();
    private static readonly DoubleCodec Numbers = new();

    public override bool AcceptsNull => true;

    public override void Write(Utf8JsonWriter writer, Value value) => WriteValue(writer, value);

    public override Value Read(ref Utf8JsonReader reader, ref JsonReadState state) => ReadValue(ref reader, ref state);

    public static void WriteValue(Utf8JsonWriter writer, Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.BoolValue:
                writer.WriteBooleanValue(value.BoolValue);
                break;
            case Value.KindOneofCase.NumberValue:
                Numbers.Write(writer, value.NumberValue);
                break;
            case Value.KindOneofCase.StringValue:
                writer.WriteStringValue(value.StringValue);
                break;
            case Value.KindOneofCase.StructValue:
                Objects.Write(writer, value.StructValue);
                break;
            case Value.KindOneofCase.ListValue:
                Arrays.Write(writer, value.ListValue);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    public static Struct ReadObject(ref Utf8JsonReader reader, ref JsonReadState state)
    {
        var value = new Struct();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = JsonText.Read(ref reader, ref state);
            reader.Read();
            value.Fields[name] = ReadValue(ref reader, ref state);
        }
        return value;
    }

    public static ListValue ReadArray(ref Utf8JsonReader reader, ref JsonReadState state)
    {
        var value = new ListValue();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            value.Values.Add(ReadValue(ref reader, ref state));
        return value;
    }

    private static Value ReadValue(ref Utf8JsonReader reader, ref JsonReadState state) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Value.ForStruct(ReadObject(ref reader, ref state)),
        JsonTokenType.StartArray => new Value { ListValue = ReadArray(ref reader, ref state) },
        JsonTokenType.String => Value.ForString(JsonText.Read(ref reader, ref state)),
        JsonTokenType.Number => Value.ForNumber(Numbers.Read(ref reader, ref state)),
        JsonTokenType.True => Value.ForBool(true),
        JsonTokenType.False => Value.ForBool(false),
        _ => Value.ForNull(),
    };
}
