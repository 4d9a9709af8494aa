using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tracker.Protocol.Api;

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

    private FieldCheck[] _checks = [];

    private MessageLimits()
    {
    }

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

    internal string? Find(IMessage message)
    {
        foreach (var check in _checks)
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
        if (field.IsMap)
            return new MapCheck(field, Value(field.MessageType.Fields[1]), Value(field.MessageType.Fields[2]));
        var value = Value(field);
        if (field.IsRepeated)
            return new ListCheck(field, value);
        return value is null ? null : new SingleCheck(field, value);
    }

    private static ValueCheck? Value(FieldDescriptor field)
    {
        var limit = MaxLength(field.ContainingType.GetOptions()?.MapEntry == true ? MapField(field) : field);
        if (field.FieldType == FieldType.String || field.FieldType == FieldType.Message && field.MessageType.FullName == "google.protobuf.StringValue")
            return value => TextCheck.Find((string)value, limit);
        if (field.FieldType is not (FieldType.Message or FieldType.Group) || field.MessageType.File.Name == "google/protobuf/wrappers.proto")
            return null;
        var plan = Plan(field.MessageType);
        return value => plan.Find((IMessage)value) is { } wrong ? "." + wrong : null;
    }

    private static FieldDescriptor MapField(FieldDescriptor entryField)
    {
        var entry = entryField.ContainingType;
        return entry.ContainingType.Fields.InDeclarationOrder().First(f => f.IsMap && f.MessageType == entry);
    }

    private static FieldLimits? Declared(FieldDescriptor field) => field.GetOptions()?.GetExtension(OptionsExtensions.Limits);

    /// <summary>What is wrong with a value, to be read after its path.</summary>
    private delegate string? ValueCheck(object value);

    private abstract class FieldCheck(FieldDescriptor field)
    {
        protected FieldDescriptor Field { get; } = field;

        protected IFieldAccessor Accessor { get; } = field.Accessor;

        protected int MaxItemCount { get; } = MaxItems(field);

        public abstract string? Find(IMessage message);

        protected string? Items(int count) => count > MaxItemCount ? $"{Field.Name} may have at most {MaxItemCount} items." : null;
    }

    private sealed class SingleCheck(FieldDescriptor field, ValueCheck check) : FieldCheck(field)
    {
        public override string? Find(IMessage message) =>
            Accessor.GetValue(message) is { } value && check(value) is { } wrong ? Field.Name + wrong : null;
    }

    private sealed class ListCheck(FieldDescriptor field, ValueCheck? check) : FieldCheck(field)
    {
        public override string? Find(IMessage message)
        {
            var items = (IList)Accessor.GetValue(message);
            var count = items.Count;
            if (count == 0)
                return null;
            if (Items(count) is { } tooMany)
                return tooMany;
            for (var i = 0; check is not null && i < count; i++)
            {
                if (check(items[i]!) is { } wrong)
                    return $"{Field.Name}[{i}]{wrong}";
            }
            return null;
        }
    }

    private sealed class MapCheck(FieldDescriptor field, ValueCheck? key, ValueCheck? value) : FieldCheck(field)
    {
        public override string? Find(IMessage message)
        {
            var map = (IDictionary)Accessor.GetValue(message);
            if (map.Count == 0)
                return null;
            if (Items(map.Count) is { } tooMany)
                return tooMany;
            foreach (DictionaryEntry entry in map)
            {
                if (key?.Invoke(entry.Key) is { } wrongKey)
                    return $"A key of {Field.Name}{wrongKey}";
                if (entry.Value is { } item && value?.Invoke(item) is { } wrong)
                    return $"{Field.Name}[{entry.Key}]{wrong}";
            }
            return null;
        }
    }
}
