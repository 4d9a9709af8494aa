using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Json;

/// <summary>
/// Reads proto3 JSON from UTF-8: camelCase or snake_case names, enums by name or number, 64-bit numbers as numbers or
/// strings; null is unset and unknown members are skipped. What is wrong is an INVALID_ARGUMENT naming the field.
/// </summary>
public static class ProtoJsonReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonReadState.MaxDepth };
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static T Parse<T>(ReadOnlySpan<byte> json) where T : class, IMessage, new()
    {
        var message = new T();
        Read(new ReadOnlySequence<byte>(json.ToArray()), message);
        return message;
    }

    /// <summary>Reads an object into <paramref name="message"/>; the paths of the leaves given go to <paramref name="present"/>.</summary>
    public static void Read(ReadOnlySequence<byte> json, IMessage message, List<string>? present = null)
    {
        var plan = MessagePlan.Of(message.Descriptor);
        var state = new JsonReadState { Present = present };
        try
        {
            var reader = Start(json);
            if (reader.TokenType != JsonTokenType.StartObject)
                throw state.Fail($"must be a JSON object, not {JsonText.Describe(reader.TokenType)}");
            plan.Read(ref reader, ref state, message);
            // Anything behind the value throws.
            reader.Read();
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    /// <summary>Reads the value of one field of <paramref name="message"/>; the paths given are relative to that field.</summary>
    public static void ReadField(ReadOnlySequence<byte> json, IMessage message, FieldDescriptor field, List<string>? present = null)
    {
        var member = MessagePlan.Of(message.Descriptor).Member(field);
        var state = new JsonReadState { Present = present };
        try
        {
            var reader = Start(json);
            state.Push(field);
            member.Read(ref reader, ref state, message);
            reader.Read();
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
        for (var i = 0; i < present?.Count; i++)
            present[i] = present[i].Length > field.Name.Length ? present[i][(field.Name.Length + 1)..] : present[i];
    }

    private static Utf8JsonReader Start(ReadOnlySequence<byte> json)
    {
        if (json.FirstSpan.StartsWith(ByteOrderMark))
            json = json.Slice(ByteOrderMark.Length);
        var reader = json.IsSingleSegment ? new Utf8JsonReader(json.FirstSpan, Options) : new Utf8JsonReader(json, Options);
        reader.Read();
        return reader;
    }

    private static RpcException Malformed(JsonException e) => new(RpcCode.InvalidArgument, $"The body is not valid JSON: {e.Message}", e);
}
