using System.Globalization;

namespace Tracker.Server.Operations;

/// <summary>
/// One thing that can be set: in <c>tracker.yaml</c> (<c>http_port</c>), in the environment (<c>HTTP_PORT</c>) and as a
/// flag (<c>--http-port</c>), each overriding the one before.
/// </summary>
public abstract class Setting(string key, string allowed, string summary)
{
    public string Key => key;

    /// <summary>What it may be, in words that complete "it may be …".</summary>
    public string Allowed => allowed;

    public string Summary => summary;

    public string Flag => "--" + key.ToLowerInvariant().Replace('_', '-');

    /// <summary>Never shown.</summary>
    public bool Secret { get; init; }

    public abstract string? DefaultText { get; }

    /// <summary>Whether the text is allowed.</summary>
    public abstract bool Accepts(string text);

    public static Setting<int> Port(string key, int standard, string summary) =>
        Number(key, standard, 0, 65535, summary, "a port from 1 to 65535, or 0 for any free one");

    public static Setting<int> Number(string key, int standard, int least, int most, string summary, string? allowed = null) =>
        new(key, standard, allowed ?? string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), summary,
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most
                ? (true, n)
                : default);

    public static Setting<bool> Switch(string key, string summary) =>
        new(key, false, "true or false", summary, text => text.ToLowerInvariant() switch
        {
            "true" or "1" or "yes" or "on" or "" => (true, true),
            "false" or "0" or "no" or "off" => (true, false),
            _ => default,
        });

    public static Setting<string> Choice(string key, string standard, string[] choices, string summary) =>
        new(key, standard, "one of " + string.Join(", ", choices), summary,
            text => choices.Contains(text.ToLowerInvariant(), StringComparer.Ordinal) ? (true, text.ToLowerInvariant()) : default);

    public static Setting<string?> Text(string key, string summary, string allowed = "a text", Func<string, bool>? accepts = null, bool secret = false) =>
        new(key, null, allowed, summary, text => accepts?.Invoke(text) ?? text.Length > 0 ? (true, text) : default) { Secret = secret };
}

/// <inheritdoc />
public sealed class Setting<T>(string key, T standard, string allowed, string summary, Func<string, (bool Fine, T Value)> parse)
    : Setting(key, allowed, summary)
{
    public T Default => standard;

    public override string? DefaultText => standard switch
    {
        null => null,
        bool b => b ? "true" : "false",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => standard.ToString(),
    };

    public override bool Accepts(string text) => parse(text).Fine;

    public T Parse(string text) => parse(text).Value;
}
