using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Json;

/// <summary>One field of a message in JSON, with typed access to it.</summary>
internal abstract class Member(FieldDescriptor field)
{
    public FieldDescriptor Field { get; } = field;

    public JsonEncodedText Name { get; } = JsonEncodedText.Encode(field.JsonName);

    /// <summary>Writes name and value, or nothing for a field that is absent.</summary>
    public abstract void Write(Utf8JsonWriter writer, IMessage message);

    public abstract void Read(ref Utf8JsonReader reader, ref JsonReadState state, IMessage message);

    /// <summary>Sets the field, or adds to it, from the text of a path or query parameter.</summary>
    public abstract void Parse(string text, ref JsonReadState state, IMessage message);
}
