using System.Text.Json;
using Google.Protobuf;

namespace Tracker.Rpc.Json.Codecs;

/// <summary>A message as an object, by its plan; the plan may still be in the making, because messages may contain themselves.</summary>
internal sealed class MessageCodec<T>(MessagePlan plan) : Codec<T> where T : class, IMessage, new()
{
    public override void Write(Utf8JsonWriter writer, T value) => plan.Write(writer, value);

    public override T Read(ref Utf8JsonReader reader, ref JsonReadState state)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw state.Fail($"must be an object, not {JsonText.Describe(reader.TokenType)}");
        var message = new T();
        plan.Read(ref reader, ref state, message);
        return message;
    }
}
