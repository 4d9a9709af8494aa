using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Tracker.Rpc.Json.Codecs;

/// <summary>Paths joined by commas, camelCase outside ("attributes.startDate"), snake_case inside; both are read.</summary>
internal sealed class FieldMaskCodec : Codec<FieldMask>
{
    public override void Write(Utf8JsonWriter writer, FieldMask value) => writer.WriteStringValue(string.Join(',', value.Paths.Select(Camel)));

    public override FieldMask Read(ref Utf8JsonReader reader, ref JsonReadState state) =>
        Parse(JsonText.Read(ref reader, ref state, "must be field paths joined by commas"), ref state);

    public override FieldMask Parse(string text, ref JsonReadState state)
    {
        var mask = new FieldMask();
        mask.Paths.AddRange(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Snake));
        return mask;
    }

    private static string Camel(string path)
    {
        var camel = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '_' && i + 1 < path.Length && char.IsAsciiLetterLower(path[i + 1]))
                camel.Append(char.ToUpperInvariant(path[++i]));
            else
                camel.Append(path[i]);
        }
        return camel.ToString();
    }

    private static string Snake(string path)
    {
        var snake = new StringBuilder(path.Length + 8);
        foreach (var c in path)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0 && snake[^1] != '.')
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }
        return snake.ToString();
    }
}
