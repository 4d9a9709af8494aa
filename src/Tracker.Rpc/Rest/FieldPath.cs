using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tracker.Rpc.Json;

namespace Tracker.Rpc.Rest;

/// <summary>A way to a field through the messages that hold it: "attributes.service".</summary>
internal sealed class FieldPath
{
    private const int MaxSteps = 16;

    private readonly Member[] _steps;

    private FieldPath(Member[] steps) => _steps = steps;

    public FieldDescriptor Field => _steps[^1].Field;

    public string Name => string.Join('.', _steps.Select(s => s.Field.Name));

    public FieldDescriptor First => _steps[0].Field;

    /// <summary>Finds the field of a dotted path in either spelling; null when there is none.</summary>
    public static FieldPath? Find(MessageDescriptor type, string path)
    {
        var names = path.Split('.', MaxSteps + 1);
        if (names.Length > MaxSteps)
            return null;
        var steps = new Member[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (MessagePlan.Of(type).Find(Encoding.UTF8.GetBytes(names[i])) is not { } member)
                return null;
            steps[i] = member;
            if (i == names.Length - 1)
                break;
            if (member.Field.FieldType != FieldType.Message || member.Field.IsRepeated || WellKnown.IsWellKnown(member.Field.MessageType))
                return null;
            type = member.Field.MessageType;
        }
        return new FieldPath(steps);
    }

    /// <summary>Sets the field from a parameter's text, or adds to it, making the messages on the way.</summary>
    public void Set(IMessage message, string text)
    {
        var state = new JsonReadState();
        foreach (var step in _steps.AsSpan(..^1))
        {
            state.Push(step.Field);
            if (step.Field.Accessor.GetValue(message) is not IMessage next)
            {
                next = MessagePlan.Of(step.Field.MessageType).Create();
                step.Field.Accessor.SetValue(message, next);
            }
            message = next;
        }
        state.Push(Field);
        _steps[^1].Parse(text, ref state, message);
    }

    public override bool Equals(object? obj) => obj is FieldPath other && _steps.AsSpan().SequenceEqual(other._steps);

    public override int GetHashCode() => Field.GetHashCode();
}
