using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Json;

internal sealed class MapMember<TMessage, TKey, TValue>(FieldDescriptor field, Codec<TValue> codec) : Member(field)
    where TMessage : class, IMessage
    where TKey : IParsable<TKey>
{
    private readonly Func<TMessage, MapField<TKey, TValue>> _get =
        typeof(TMessage).GetProperty(field.PropertyName)!.GetMethod!.CreateDelegate<Func<TMessage, MapField<TKey, TValue>>>();

    public override void Write(Utf8JsonWriter writer, IMessage message)
    {
        writer.WriteStartObject(Name);
        foreach (var (key, value) in _get((TMessage)message))
        {
            writer.WritePropertyName(KeyText(key));
            codec.Write(writer, value);
        }
        writer.WriteEndObject();
    }

    public override void Read(ref Utf8JsonReader reader, ref JsonReadState state, IMessage message)
    {
        state.AddPresent();
        var map = _get((TMessage)message);
        if (reader.TokenType == JsonTokenType.Null)
        {
            map.Clear();
            return;
        }
        if (reader.TokenType != JsonTokenType.StartObject)
            throw state.Fail($"must be an object, not {JsonText.Describe(reader.TokenType)}");
        // A list or map is a leaf: its items have no paths of their own.
        var present = state.Present;
        state.Present = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var text = JsonText.Read(ref reader, ref state);
            state.At(text);
            if (!TKey.TryParse(text, CultureInfo.InvariantCulture, out var key))
                throw state.Fail($"has a key that is not {KeyType}");
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null && !codec.AcceptsNull)
                throw state.Fail("cannot be null");
            map[key] = codec.Read(ref reader, ref state);
        }
        state.Present = present;
    }

    public override void Parse(string text, ref JsonReadState state, IMessage message) =>
        throw state.Fail("is a map, which cannot be given as a parameter");

    private static string KeyType => typeof(TKey) == typeof(bool) ? "true or false" : "a whole number in range";

    private static string KeyText(TKey key) => key switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(key, CultureInfo.InvariantCulture)!,
    };
}
