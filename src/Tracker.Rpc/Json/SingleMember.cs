using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Json;

internal sealed class SingleMember<TMessage, TValue> : Member where TMessage : class, IMessage
{
    private readonly Codec<TValue> _codec;
    private readonly Func<TMessage, TValue> _get;
    private readonly Action<TMessage, TValue> _set;
    private readonly Func<IMessage, bool>? _isPresent;
    private readonly OneofAccessor? _oneof;
    private readonly bool _isParent;

    public SingleMember(FieldDescriptor field, Codec<TValue> codec) : base(field)
    {
        var property = typeof(TMessage).GetProperty(field.PropertyName)!;
        _codec = codec;
        _get = property.GetMethod!.CreateDelegate<Func<TMessage, TValue>>();
        _set = property.SetMethod!.CreateDelegate<Action<TMessage, TValue>>();
        // A field of a oneof, or an optional scalar, is left out when unset; any other unset message is null.
        var isMessage = field.FieldType == FieldType.Message;
        if (field.RealContainingOneof is { } oneof)
        {
            _oneof = oneof.Accessor;
            _isPresent = message => _oneof.GetCaseFieldDescriptor(message) == Field;
        }
        else if (field.HasPresence && !isMessage)
        {
            _isPresent = field.Accessor.HasValue;
        }
        _isParent = isMessage && !WellKnown.IsWellKnown(field.MessageType);
    }

    public override void Write(Utf8JsonWriter writer, IMessage message)
    {
        if (_isPresent?.Invoke(message) == false)
            return;
        var value = _get((TMessage)message);
        // Where null is a value, an absent one must not look like it.
        if (value is null && _codec.AcceptsNull)
            return;
        writer.WritePropertyName(Name);
        if (value is null)
            writer.WriteNullValue();
        else
            _codec.Write(writer, value);
    }

    public override void Read(ref Utf8JsonReader reader, ref JsonReadState state, IMessage message)
    {
        if (!_isParent || reader.TokenType == JsonTokenType.Null)
            state.AddPresent();
        if (reader.TokenType == JsonTokenType.Null && !_codec.AcceptsNull)
        {
            Field.Accessor.Clear(message);
            return;
        }
        if (_oneof?.GetCaseFieldDescriptor(message) is { } other && other != Field)
            throw state.Fail($"cannot be given together with {other.Name}");
        _set((TMessage)message, _codec.Read(ref reader, ref state));
    }

    public override void Parse(string text, ref JsonReadState state, IMessage message) =>
        _set((TMessage)message, _codec.Parse(text, ref state));
}
