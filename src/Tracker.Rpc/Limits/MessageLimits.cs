using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tracker.Protocol.Api;
using Tracker.Rpc.Limits;

namespace Tracker.Rpc;

/// <summary>
/// The bounds that every request keeps before a service sees it: lengths of texts, numbers of items, and no text that a
/// database would refuse (U+0000, half a surrogate pair). One plan per message type, made once.
/// </summary>
public sealed class MessageLimits
{
    public const int DefaultMaxLength = 1000;
    public const int DefaultMaxItems = 1000;

    private static readonly Dictionary<MessageDescriptor, MessageLimits> Plans = [];
    private static readonly Lock Planning = new();

    private FieldCheck[]? _checks;

    private MessageLimits()
    {
    }

    /// <summary>Whether nothing of the type is ever out of bounds, as of a Timestamp.</summary>
    internal bool IsEmpty => _checks is [];

    public static MessageLimits Of(MessageDescriptor type)
    {
        lock (Planning)
            return Plan(type);
    }

    /// <summary>The most UTF-16 code units the field's text may have.</summary>
    public static int MaxLength(FieldDescriptor field) =>
        Declared(field) is { MaxLength: > 0 and var length } ? (int)length : DefaultMaxLength;

    /// <summary>The most items the repeated or map field may have.</summary>
    public static int MaxItems(FieldDescriptor field) => Declared(field) is { MaxItems: > 0 and var items } ? (int)items : DefaultMaxItems;

    /// <summary>Throws INVALID_ARGUMENT naming the first field out of bounds and what is allowed.</summary>
    public void Check(IMessage message)
    {
        if (Find(message) is { } wrong)
            throw new RpcException(RpcCode.InvalidArgument, wrong);
    }

    /// <summary>The first field out of bounds and what is allowed; null when all is well.</summary>
    public string? Find(IMessage message)
    {
        foreach (var check in _checks!)
        {
            if (check.Find(message) is { } wrong)
                return wrong;
        }
        return null;
    }

    // The plan is known before its fields are looked at, because messages may contain themselves.
    private static MessageLimits Plan(MessageDescriptor type)
    {
        if (Plans.TryGetValue(type, out var plan))
            return plan;
        plan = Plans[type] = new MessageLimits();
        plan._checks = [.. type.Fields.InDeclarationOrder().Select(CheckOf).OfType<FieldCheck>()];
        return plan;
    }

    private static FieldCheck? CheckOf(FieldDescriptor field)
    {
        var message = field.ContainingType.ClrType;
        var property = message.GetProperty(field.PropertyName)!.PropertyType;
        if (field.IsMap)
        {
            var types = property.GetGenericArguments();
            var key = Value(field.MessageType.Fields[1], field, types[0]);
            var value = Value(field.MessageType.Fields[2], field, types[1]);
            return Make(typeof(MapCheck<,,>).MakeGenericType(message, types[0], types[1]), field, key, value);
        }
        if (field.IsRepeated)
        {
            var item = property.GetGenericArguments()[0];
            return Make(typeof(ListCheck<,>).MakeGenericType(message, item), field, Value(field, field, item));
        }
        return Value(field, field, property) is { } check ? Make(typeof(SingleCheck<,>).MakeGenericType(message, property), field, check) : null;
    }

    private static FieldCheck Make(Type type, params object?[] arguments) => (FieldCheck)Activator.CreateInstance(type, arguments)!;

    /// <summary>The check of a value of the field's type, under the limits of the field or map that holds it.</summary>
    private static object? Value(FieldDescriptor field, FieldDescriptor limited, Type type)
    {
        if (type == typeof(string))
            return new TextCheck(MaxLength(limited));
        if (!typeof(IMessage).IsAssignableFrom(type) || Plan(field.MessageType) is not { IsEmpty: false } plan)
            return null;
        return Activator.CreateInstance(typeof(NestedCheck<>).MakeGenericType(type), plan);
    }

    private static FieldLimits? Declared(FieldDescriptor field) => field.GetOptions()?.GetExtension(OptionsExtensions.Limits);
}
