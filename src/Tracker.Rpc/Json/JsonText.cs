using System.Text.Json;

namespace Tracker.Rpc.Json;

internal static class JsonText
{
    /// <summary>The token's text; text that is not Unicode is the caller's mistake, not ours.</summary>
    public static string Read(ref Utf8JsonReader reader, ref JsonReadState state, string wanted = "must be a string")
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            throw state.Fail($"{wanted}, not {Describe(reader.TokenType)}");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw state.Fail("is not valid Unicode text");
        }
    }

    public static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
