using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Tracker.Server.Catalog.Yaml;

/// <summary>Puts a YAML mapping into a message by its descriptor: fields in snake_case or camelCase, enums by name.</summary>
internal static class YamlFields
{
    /// <summary>Sets one field; null empties it.</summary>
    /// <exception cref="YamlException">The value is not one of the field's.</exception>
    public static void Set(IMessage message, FieldDescriptor field, YamlNode node, string path)
    {
        field.Accessor.Clear(message);
        if (node is YamlScalar { IsNull: true }) return;
        if (field.IsMap)
        {
            var map = (IDictionary)field.Accessor.GetValue(message);
            foreach (var (key, value) in As<YamlMap>(node, path, "a mapping").Entries) map[key.Text] = TextOf(value, $"{path}.{key.Text}");
        }
        else if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            foreach (var (i, item) in As<YamlList>(node, path, "a list").Items.Index()) list.Add(Value(field, item, $"{path}[{i}]"));
        }
        else
        {
            field.Accessor.SetValue(message, Value(field, node, path));
        }
    }

    /// <summary>The field of that name in either spelling.</summary>
    public static FieldDescriptor? Find(MessageDescriptor type, string name) =>
        type.FindFieldByName(name) ?? type.Fields.InDeclarationOrder().FirstOrDefault(f => f.JsonName == name);

    public static YamlException Unknown(MessageDescriptor type, YamlScalar key, string path) => new(
        key.Line, $"{path} is not known; it may be one of {string.Join(", ", type.Fields.InDeclarationOrder().Select(f => f.Name))}.");

    private static object Value(FieldDescriptor field, YamlNode node, string path) => field.FieldType switch
    {
        FieldType.String => TextOf(node, path),
        FieldType.Enum => EnumOf(field.EnumType, node, path),
        FieldType.Int32 => NumberOf<int>(node, path, "a whole number"),
        FieldType.Message when field.MessageType == DoubleValue.Descriptor => NumberOf<double>(node, path, "a number"),
        FieldType.Message when field.MessageType == UInt32Value.Descriptor => NumberOf<uint>(node, path, "a whole number, not negative"),
        FieldType.Message when field.MessageType == Timestamp.Descriptor => InstantOf(node, path),
        FieldType.Message => MessageOf(field.MessageType, node, path),
        var other => throw new InvalidOperationException($"{field.FullName} is of type {other}, which no YAML has been read for yet."),
    };

    private static IMessage MessageOf(MessageDescriptor type, YamlNode node, string path)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        var map = As<YamlMap>(node, path, "a mapping");
        foreach (var (key, value) in map.Entries)
        {
            var inner = $"{path}.{key.Text}";
            var field = Find(type, key.Text) ?? throw Unknown(type, key, inner);
            if (map.Entries.Any(e => e.Key != key && Find(type, e.Key.Text) == field)) throw new YamlException(key.Line, $"{inner} stands here twice, in both spellings.");
            Set(message, field, value, inner);
        }

        return message;
    }

    private static object EnumOf(EnumDescriptor type, YamlNode node, string path)
    {
        var text = TextOf(node, path);
        var value = type.Values.FirstOrDefault(v => v.Name.Equals(text, StringComparison.OrdinalIgnoreCase) || v.Number.ToString(CultureInfo.InvariantCulture) == text);
        return value is null
            ? throw new YamlException(node.Line, $"{path}: \"{text}\" is not one of {string.Join(", ", type.Values.Where(v => v.Number != 0).Select(v => v.Name))}.")
            : System.Enum.ToObject(type.ClrType, value.Number);
    }

    private static T NumberOf<T>(YamlNode node, string path, string what)
        where T : struct, ISpanParsable<T> =>
        T.TryParse(TextOf(node, path), CultureInfo.InvariantCulture, out var number) ? number : throw new YamlException(node.Line, $"{path} must be {what}.");

    private static Timestamp InstantOf(YamlNode node, string path)
    {
        // The parser of proto JSON is exact about RFC 3339.
        try
        {
            return JsonParser.Default.Parse<Timestamp>(new Value { StringValue = TextOf(node, path) }.ToString());
        }
        catch (InvalidProtocolBufferException)
        {
            throw new YamlException(node.Line, $"{path} must be an RFC 3339 instant such as 2026-03-01T10:00:00Z.");
        }
    }

    private static string TextOf(YamlNode node, string path) => As<YamlScalar>(node, path, "a text") is { IsNull: false } scalar
        ? scalar.Text
        : throw new YamlException(node.Line, $"{path} must be a text; an empty one is written as \"\".");

    private static T As<T>(YamlNode node, string path, string what)
        where T : YamlNode => node as T ?? throw new YamlException(node.Line, $"{path} must be {what}.");
}
