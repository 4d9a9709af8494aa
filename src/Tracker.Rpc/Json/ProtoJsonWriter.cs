using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Json;

/// <summary>
/// Proto3 JSON as grpc-gateway writes it: camelCase names, every scalar, list and map even when empty, unset messages as
/// null, unset optional and oneof fields left out.
/// </summary>
public static class ProtoJsonWriter
{
    public static void Write(Utf8JsonWriter writer, IMessage message) => MessagePlan.Of(message.Descriptor).Write(writer, message);

    public static void Write(IBufferWriter<byte> to, IMessage message)
    {
        using var writer = new Utf8JsonWriter(to, JsonBuffer.Options);
        Write(writer, message);
    }

    public static string ToJson(IMessage message)
    {
        using var buffer = new JsonBuffer();
        Write(buffer.Writer, message);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    /// <summary>Makes the plan of a type before it is needed; throws where the type has no JSON form.</summary>
    public static void Prepare(MessageDescriptor type) => MessagePlan.Of(type);
}
