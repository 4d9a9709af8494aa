using System.Globalization;
using System.Text;

namespace Tracker.Cli.Connect;

/// <summary>Puts an address of the API together; what has no value is left out.</summary>
internal sealed class ApiPath(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _next = path.Contains('?') ? '&' : '?';

    /// <summary>A text as one part of a path.</summary>
    public static string Part(string text) => Uri.EscapeDataString(text);

    public ApiPath With(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return this;
        _text.Append(_next).Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _next = '&';
        return this;
    }

    public ApiPath With(string name, int value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    public ApiPath With(string name, IEnumerable<string>? values)
    {
        foreach (var value in values ?? []) With(name, value);
        return this;
    }

    public override string ToString() => _text.ToString();
}
