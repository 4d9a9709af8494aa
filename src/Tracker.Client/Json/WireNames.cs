using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Client.Json;

/// <summary>The names that the server has for the values of an enumeration.</summary>
internal static class WireNames<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>
    where T : struct, Enum
{
    private static readonly (T Value, string Name)[] All =
        [.. Enum.GetValues<T>().Select(value => (value, NameOf(typeof(T).GetField(value.ToString())!)))];

    private static readonly FrozenDictionary<T, string> Names = All.ToFrozenDictionary(e => e.Value, e => e.Name);

    private static readonly FrozenDictionary<string, T> Values = All.ToFrozenDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal);

    public static string Of(T value) => Names.TryGetValue(value, out var name) ? name : throw new ArgumentException($"{value} is no {typeof(T).Name}.");

    /// <summary>The first value, which stands for what is not known, for a name that a newer server may have.</summary>
    public static T Parse(string? name) => name is not null && Values.TryGetValue(name, out var value) ? value : default;

    private static string NameOf(FieldInfo field) => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name;
}

/// <summary>Reads and writes an enumeration by the server's names.</summary>
internal sealed class WireEnumConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return WireNames<T>.Parse(reader.GetString());
        // A value that the server itself has no name for.
        if (reader.TokenType == JsonTokenType.Number) return default;
        throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(WireNames<T>.Of(value));
}
