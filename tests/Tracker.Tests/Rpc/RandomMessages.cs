using System.Collections;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Enum = System.Enum;

namespace Tracker.Tests.Rpc;

/// <summary>Messages of any type with random fields, from a seed.</summary>
public sealed class RandomMessages(int seed)
{
    private const int MaxDepth = 4;
    private static readonly string[] Alphabet = ["a", "Z", "0", " ", "\"", "\\", "/", "<", "&", "\n", "\t", "\u0001", "\u007f", "é", "日", "😀", "\u2028", "%", "'"];
    private readonly Random _random = new(seed);

    public T Next<T>() where T : IMessage, new()
    {
        var message = new T();
        Fill(message, 0);
        return message;
    }

    private void Fill(IMessage message, int depth)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (_random.Next(3) == 0 || depth >= MaxDepth && field.FieldType == FieldType.Message)
                continue;
            if (field.IsMap)
                FillMap(message, field, depth);
            else if (field.IsRepeated)
                FillList((IList)field.Accessor.GetValue(message), field, depth);
            else if (field.RealContainingOneof is null || _random.Next(2) == 0)
                field.Accessor.SetValue(message, Value(field, depth));
        }
    }

    private void FillList(IList list, FieldDescriptor field, int depth)
    {
        for (var i = _random.Next(4); i > 0; i--)
            list.Add(Value(field, depth));
    }

    private void FillMap(IMessage message, FieldDescriptor field, int depth)
    {
        var map = (IDictionary)field.Accessor.GetValue(message);
        for (var i = _random.Next(3); i > 0; i--)
            map[Value(field.MessageType.Fields[1], depth)] = Value(field.MessageType.Fields[2], depth);
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Double => Double(),
        FieldType.Float => (float)Double() is var f && f != 0 ? f : 2.5f,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)Bits(),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Bits(),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Bits(),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)Bits(),
        FieldType.Bool => _random.Next(2) == 0,
        FieldType.String => Text(),
        FieldType.Bytes => Bytes(),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, EnumNumber(field.EnumType)),
        _ => Message(field.MessageType, depth),
    };

    private object Message(MessageDescriptor type, int depth)
    {
        if (type.File.Name == "google/protobuf/wrappers.proto")
            return Value(type.Fields[1], depth);
        switch (type.FullName)
        {
            case "google.protobuf.Timestamp":
                return new Timestamp { Seconds = _random.NextInt64(-62135596800, 253402300800), Nanos = Nanos() };
            case "google.protobuf.Duration":
                var sign = _random.Next(2) * 2 - 1;
                return new Duration { Seconds = sign * _random.NextInt64(0, _random.Next(2) == 0 ? 100 : Duration.MaxSeconds), Nanos = sign * Nanos() };
            case "google.protobuf.FieldMask":
                return new FieldMask { Paths = { Enumerable.Range(0, _random.Next(3)).Select(i => i == 0 ? "string_field" : "nested.some_text") } };
            case "google.protobuf.Value":
                return AnyValue(depth);
            case "google.protobuf.Struct":
                var fields = new Struct();
                for (var i = _random.Next(3); i > 0; i--)
                    fields.Fields["k" + Text()] = AnyValue(depth + 1);
                return fields;
            case "google.protobuf.ListValue":
                return new ListValue { Values = { Enumerable.Range(0, _random.Next(3)).Select(_ => AnyValue(depth + 1)) } };
        }
        var message = type.Parser.ParseFrom(ByteString.Empty);
        Fill(message, depth + 1);
        return message;
    }

    private Value AnyValue(int depth) => _random.Next(depth >= MaxDepth ? 4 : 6) switch
    {
        0 => Google.Protobuf.WellKnownTypes.Value.ForBool(true),
        1 => Google.Protobuf.WellKnownTypes.Value.ForNumber(_random.NextDouble() * 1e6),
        2 => Google.Protobuf.WellKnownTypes.Value.ForString(Text()),
        3 => Google.Protobuf.WellKnownTypes.Value.ForNull(),
        4 => Google.Protobuf.WellKnownTypes.Value.ForList(AnyValue(depth + 1)),
        _ => Google.Protobuf.WellKnownTypes.Value.ForStruct(new Struct { Fields = { ["k" + Text()] = AnyValue(depth + 1) } }),
    };

    private int EnumNumber(EnumDescriptor type) =>
        type.FullName == "google.protobuf.NullValue" ? 0 : type.Values[_random.Next(type.Values.Count)].Number;

    private int Nanos() => _random.Next(4) switch
    {
        0 => 0,
        1 => _random.Next(1000) * 1_000_000,
        2 => _random.Next(1_000_000) * 1000,
        _ => _random.Next(1_000_000_000),
    };

    private double Double() => _random.Next(10) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        // No -0.0: Google's formatter leaves it out as a default.
        3 => double.MaxValue,
        4 => _random.Next(-100, 100),
        _ => BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue)) is var d && double.IsFinite(d) ? d : 1.5,
    };

    private long Bits() => _random.Next(5) switch
    {
        0 => long.MaxValue,
        1 => long.MinValue,
        2 => -1,
        3 => _random.Next(100),
        _ => _random.NextInt64(long.MinValue, long.MaxValue),
    };

    private string Text()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(8); i > 0; i--)
            text.Append(Alphabet[_random.Next(Alphabet.Length)]);
        return text.ToString();
    }

    private ByteString Bytes()
    {
        var bytes = new byte[_random.Next(6)];
        _random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }
}
