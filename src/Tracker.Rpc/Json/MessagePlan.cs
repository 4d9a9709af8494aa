using System.Reflection;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tracker.Rpc.Json.Codecs;

namespace Tracker.Rpc.Json;

/// <summary>How a message type is written to and read from JSON: its members, made once from the descriptor.</summary>
internal sealed class MessagePlan
{
    private static readonly Dictionary<MessageDescriptor, MessagePlan> Plans = [];
    private static readonly Lock Planning = new();

    private readonly Utf8Names<int> _names = new();
    private Member[] _members = [];

    private readonly Func<IMessage> _create;

    private MessagePlan(MessageDescriptor type) =>
        _create = typeof(MessagePlan).GetMethod(nameof(New), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type.ClrType).CreateDelegate<Func<IMessage>>();

    public static MessagePlan Of(MessageDescriptor type)
    {
        lock (Planning)
            return Plan(type);
    }

    public IMessage Create() => _create();

    public void Write(Utf8JsonWriter writer, IMessage message)
    {
        writer.WriteStartObject();
        foreach (var member in _members)
            member.Write(writer, message);
        writer.WriteEndObject();
    }

    /// <summary>Reads from the object's start to its end. Members are expected in declared order and found in any.</summary>
    public void Read(ref Utf8JsonReader reader, ref JsonReadState state, IMessage message)
    {
        var expected = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var at = Find(ref reader, ref state, expected);
            reader.Read();
            if (at < 0)
            {
                reader.Skip();
                continue;
            }
            expected = at + 1;
            state.Push(_members[at].Field);
            _members[at].Read(ref reader, ref state, message);
            state.Pop();
        }
    }

    /// <summary>The member of a name in either spelling.</summary>
    public Member? Find(ReadOnlySpan<byte> name) => _names.TryGet(name, out var at) ? _members[at] : null;

    public Member Member(FieldDescriptor field) => Array.Find(_members, m => m.Field == field)!;

    private int Find(ref Utf8JsonReader reader, ref JsonReadState state, int expected)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped)
            return _names.TryGet(Encoding.UTF8.GetBytes(JsonText.Read(ref reader, ref state)), out var odd) ? odd : -1;
        var name = reader.ValueSpan;
        if (expected < _members.Length && name.SequenceEqual(_members[expected].Name.EncodedUtf8Bytes))
            return expected;
        return name.Length <= _names.LongestName && _names.TryGet(name, out var at) ? at : -1;
    }

    private static MessagePlan Plan(MessageDescriptor type)
    {
        if (Plans.TryGetValue(type, out var plan))
            return plan;
        plan = Plans[type] = new MessagePlan(type);
        plan._members = [.. type.Fields.InDeclarationOrder().Select(MemberOf)];
        for (var i = 0; i < plan._members.Length; i++)
            plan._names.Add(plan._members[i].Field.JsonName, i);
        for (var i = 0; i < plan._members.Length; i++)
            plan._names.Add(plan._members[i].Field.Name, i);
        return plan;
    }

    private static Member MemberOf(FieldDescriptor field)
    {
        var message = field.ContainingType.ClrType;
        var property = message.GetProperty(field.PropertyName)!.PropertyType;
        if (field.IsMap)
        {
            var types = property.GetGenericArguments();
            return Make(typeof(MapMember<,,>).MakeGenericType(message, types[0], types[1]), field, CodecOf(field.MessageType.Fields[2], types[1]));
        }
        if (field.IsRepeated)
        {
            var item = property.GetGenericArguments()[0];
            return Make(typeof(ListMember<,>).MakeGenericType(message, item), field, CodecOf(field, item));
        }
        return Make(typeof(SingleMember<,>).MakeGenericType(message, property), field, CodecOf(field, property));
    }

    private static IMessage New<T>() where T : IMessage, new() => new T();

    private static Member Make(Type type, FieldDescriptor field, object codec) => (Member)Activator.CreateInstance(type, field, codec)!;

    private static object CodecOf(FieldDescriptor field, Type type) => field.FieldType switch
    {
        FieldType.String => new StringCodec(),
        FieldType.Bytes => new BytesCodec(),
        FieldType.Bool => new BoolCodec(),
        FieldType.Double => new DoubleCodec(),
        FieldType.Float => new FloatCodec(),
        FieldType.Enum => Activator.CreateInstance(typeof(EnumCodec<>).MakeGenericType(type), field.EnumType)!,
        FieldType.Message or FieldType.Group when WellKnown.IsWrapper(field.MessageType) => WrapperCodec(field, type),
        FieldType.Message or FieldType.Group => WellKnown.Codec(field.MessageType)
            ?? Activator.CreateInstance(typeof(MessageCodec<>).MakeGenericType(type), Plan(field.MessageType))!,
        _ => Activator.CreateInstance(typeof(IntegerCodec<>).MakeGenericType(type))!,
    };

    // Generated code shows UInt32Value as uint?, StringValue as string.
    private static object WrapperCodec(FieldDescriptor field, Type type)
    {
        var value = field.MessageType.Fields[1];
        return Nullable.GetUnderlyingType(type) is { } plain
            ? Activator.CreateInstance(typeof(NullableCodec<>).MakeGenericType(plain), CodecOf(value, plain))!
            : CodecOf(value, type);
    }
}
