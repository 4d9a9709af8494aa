using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Tracker.Client.Json;

namespace Tracker.Client.Connect;

/// <summary>The part of an address behind the question mark; what is null or empty is left out.</summary>
internal sealed class Query
{
    private readonly StringBuilder _text = new();

    public Query Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return this;
        _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public Query Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public Query Add(string name, bool? value) => Add(name, value switch { true => "true", false => "false", null => null });

    public Query Add(string name, DateTimeOffset? value) => Add(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));

    public Query AddName<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string name, T? value)
        where T : struct, Enum => Add(name, value is { } given ? WireNames<T>.Of(given) : null);

    public Query AddEach(string name, IEnumerable<string> values)
    {
        foreach (var value in values) Add(name, value);
        return this;
    }

    public Query AddNames<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string name, IEnumerable<T> values)
        where T : struct, Enum => AddEach(name, values.Select(WireNames<T>.Of));

    public override string ToString() => _text.ToString();
}
