using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Limits;

/// <summary>Checks one field of a message, by a typed getter.</summary>
internal abstract class FieldCheck
{
    public abstract string? Find(IMessage message);

    protected static Func<TMessage, TValue> Getter<TMessage, TValue>(FieldDescriptor field) =>
        typeof(TMessage).GetProperty(field.PropertyName)!.GetMethod!.CreateDelegate<Func<TMessage, TValue>>();

    protected static string? TooMany(FieldDescriptor field, int count, int most) =>
        count > most ? $"{field.Name} may have at most {most} items." : null;
}

internal sealed class SingleCheck<TMessage, TValue>(FieldDescriptor field, ValueCheck<TValue> check) : FieldCheck where TMessage : class, IMessage
{
    private readonly Func<TMessage, TValue> _get = Getter<TMessage, TValue>(field);

    public override string? Find(IMessage message) =>
        _get((TMessage)message) is { } value && check.Find(value) is { } wrong ? field.Name + wrong : null;
}

internal sealed class ListCheck<TMessage, TItem>(FieldDescriptor field, ValueCheck<TItem>? check) : FieldCheck where TMessage : class, IMessage
{
    private readonly Func<TMessage, RepeatedField<TItem>> _get = Getter<TMessage, RepeatedField<TItem>>(field);
    private readonly int _most = MessageLimits.MaxItems(field);

    public override string? Find(IMessage message)
    {
        var items = _get((TMessage)message);
        if (TooMany(field, items.Count, _most) is { } tooMany)
            return tooMany;
        for (var i = 0; check is not null && i < items.Count; i++)
        {
            if (check.Find(items[i]) is { } wrong)
                return $"{field.Name}[{i}]{wrong}";
        }
        return null;
    }
}

internal sealed class MapCheck<TMessage, TKey, TValue>(FieldDescriptor field, ValueCheck<TKey>? key, ValueCheck<TValue>? check) : FieldCheck
    where TMessage : class, IMessage
{
    private readonly Func<TMessage, MapField<TKey, TValue>> _get = Getter<TMessage, MapField<TKey, TValue>>(field);
    private readonly int _most = MessageLimits.MaxItems(field);

    public override string? Find(IMessage message)
    {
        var map = _get((TMessage)message);
        if (map.Count == 0)
            return null;
        if (TooMany(field, map.Count, _most) is { } tooMany)
            return tooMany;
        foreach (var (name, value) in map)
        {
            if (key?.Find(name) is { } wrongKey)
                return $"A key of {field.Name}{wrongKey}";
            if (check?.Find(value) is { } wrong)
                return $"{field.Name}[{name}]{wrong}";
        }
        return null;
    }
}
