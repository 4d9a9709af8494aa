using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Tracker.Rpc.Json.Codecs;

namespace Tracker.Rpc.Json;

/// <summary>Google's messages that have a JSON form of their own.</summary>
internal static class WellKnown
{
    private static readonly Dictionary<string, object> Codecs = new()
    {
        [Timestamp.Descriptor.FullName] = new TimestampCodec(),
        [Duration.Descriptor.FullName] = new DurationCodec(),
        [FieldMask.Descriptor.FullName] = new FieldMaskCodec(),
        [Struct.Descriptor.FullName] = new StructCodec(),
        [ListValue.Descriptor.FullName] = new ListValueCodec(),
        [Value.Descriptor.FullName] = new AnyJsonCodec(),
    };

    public static bool IsWrapper(MessageDescriptor type) => type.File.Name == "google/protobuf/wrappers.proto";

    public static bool IsWellKnown(MessageDescriptor type) => Codecs.ContainsKey(type.FullName) || IsWrapper(type);

    public static object? Codec(MessageDescriptor type)
    {
        if (type.FullName == Any.Descriptor.FullName)
            throw new NotSupportedException("google.protobuf.Any has no JSON form here: which types it may hold is not declared.");
        return Codecs.GetValueOrDefault(type.FullName);
    }
}
