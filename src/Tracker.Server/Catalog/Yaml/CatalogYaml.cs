using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tracker.Server.Catalog.Yaml;

/// <summary>Writes entries as the documents that apply reads: applied again, they change nothing.</summary>
public sealed class CatalogYaml : IDisposable
{
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private readonly Emitter _emitter;
    private bool _begun;

    public CatalogYaml() => _emitter = new Emitter(_text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));

    public static string Of(CatalogEntry entry)
    {
        using var yaml = new CatalogYaml();
        yaml.Write(entry);
        return yaml.Take();
    }

    public void Write(CatalogEntry entry)
    {
        if (!_begun) _emitter.Emit(new StreamStart());
        _emitter.Emit(new DocumentStart(null, null, isImplicit: !_begun));
        _begun = true;
        WriteMessage(entry);
        _emitter.Emit(new DocumentEnd(isImplicit: true));
    }

    /// <summary>What was written since the last time.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.GetStringBuilder().Clear();
        return text;
    }

    public void Dispose() => _text.Dispose();

    private void WriteMessage(IMessage message)
    {
        _emitter.Emit(new MappingStart(null, null, true, MappingStyle.Block));
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            // Who applies this has instants of their own.
            if (field.Name is "created_at" or "updated_at" || IsEmpty(field, message)) continue;
            WriteText(field.Name);
            WriteField(field, field.Accessor.GetValue(message));
        }

        _emitter.Emit(new MappingEnd());
    }

    private void WriteField(FieldDescriptor field, object value)
    {
        if (field.IsMap)
        {
            _emitter.Emit(new MappingStart(null, null, true, MappingStyle.Block));
            foreach (var (key, text) in ((IDictionary<string, string>)value).OrderBy(e => e.Key, StringComparer.Ordinal))
            {
                WriteText(key);
                WriteText(text);
            }

            _emitter.Emit(new MappingEnd());
        }
        else if (field.IsRepeated)
        {
            _emitter.Emit(new SequenceStart(null, null, true, SequenceStyle.Block));
            foreach (var item in (IList)value) WriteValue(field, item);
            _emitter.Emit(new SequenceEnd());
        }
        else
        {
            WriteValue(field, value);
        }
    }

    private void WriteValue(FieldDescriptor field, object value)
    {
        switch (value)
        {
            case string text: WriteText(text); break;
            case Enum: WritePlain(field.EnumType.FindValueByNumber(Convert.ToInt32(value, CultureInfo.InvariantCulture)).Name); break;
            case Google.Protobuf.WellKnownTypes.Timestamp instant: WriteText(instant.ToString().Trim('"')); break;
            case IMessage message: WriteMessage(message); break;
            default: WritePlain(Convert.ToString(value, CultureInfo.InvariantCulture)!); break;
        }
    }

    private static bool IsEmpty(FieldDescriptor field, IMessage message) => field.Accessor.GetValue(message) switch
    {
        null => true,
        ICollection list => list.Count == 0,
        string text => text.Length == 0,
        Enum value => Convert.ToInt32(value, CultureInfo.InvariantCulture) == 0,
        0 => true,
        _ => false,
    };

    private void WritePlain(string text) => _emitter.Emit(new Scalar(null, null, text, ScalarStyle.Plain, true, false));

    private void WriteText(string text) => _emitter.Emit(new Scalar(null, null, text, StyleOf(text), true, true));

    // Quotes wherever another reader might take the text for something else.
    private static ScalarStyle StyleOf(string text)
    {
        if (text.Contains('\n', StringComparison.Ordinal) && !char.IsWhiteSpace(text[0]) && text.All(c => c == '\n' || !char.IsControl(c)) && !text.Contains(" \n", StringComparison.Ordinal))
            return ScalarStyle.Literal;
        var isPlain = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ' ') && text[^1] != ' ';
        return isPlain && text.ToLowerInvariant() is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n")
            ? ScalarStyle.Plain
            : ScalarStyle.DoubleQuoted;
    }
}
