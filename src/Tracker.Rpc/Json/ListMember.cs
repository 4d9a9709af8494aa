using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Json;

internal sealed class ListMember<TMessage, TItem>(FieldDescriptor field, Codec<TItem> codec) : Member(field) where TMessage : class, IMessage
{
    private readonly Func<TMessage, RepeatedField<TItem>> _get =
        typeof(TMessage).GetProperty(field.PropertyName)!.GetMethod!.CreateDelegate<Func<TMessage, RepeatedField<TItem>>>();

    public override void Write(Utf8JsonWriter writer, IMessage message)
    {
        writer.WriteStartArray(Name);
        var items = _get((TMessage)message);
        for (var i = 0; i < items.Count; i++)
            codec.Write(writer, items[i]);
        writer.WriteEndArray();
    }

    public override void Read(ref Utf8JsonReader reader, ref JsonReadState state, IMessage message)
    {
        state.AddPresent();
        var items = _get((TMessage)message);
        if (reader.TokenType == JsonTokenType.Null)
        {
            items.Clear();
            return;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
            throw state.Fail($"must be an array, not {JsonText.Describe(reader.TokenType)}");
        // A list or map is a leaf: its items have no paths of their own.
        var present = state.Present;
        state.Present = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            state.At(items.Count);
            if (reader.TokenType == JsonTokenType.Null && !codec.AcceptsNull)
                throw state.Fail("cannot be null");
            items.Add(codec.Read(ref reader, ref state));
        }
        state.Present = present;
    }

    public override void Parse(string text, ref JsonReadState state, IMessage message) =>
        _get((TMessage)message).Add(codec.Parse(text, ref state));
}
