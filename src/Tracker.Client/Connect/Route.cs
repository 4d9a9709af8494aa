using System.Text;

namespace Tracker.Client.Connect;

/// <summary>What the repeat of a request would do.</summary>
internal enum Repeat
{
    /// <summary>Nothing that the first did not.</summary>
    Harmless,

    /// <summary>The same, for the server remembers the first by its idempotency key.</summary>
    ByKey,

    /// <summary>It again: it is sent again only when the first certainly did not arrive, or was refused for being one too many.</summary>
    Twice,
}

/// <summary>An operation of the server: its verb, and its path with names in braces.</summary>
internal sealed record Route(HttpMethod Method, string Template, Repeat Repeat)
{
    public static Route Get(string template) => new(HttpMethod.Get, template, Repeat.Harmless);

    public static Route Put(string template) => new(HttpMethod.Put, template, Repeat.Harmless);

    public static Route Delete(string template) => new(HttpMethod.Delete, template, Repeat.Harmless);

    public static Route Post(string template, Repeat repeat = Repeat.ByKey) => new(HttpMethod.Post, template, repeat);

    public override string ToString() => $"{Method} {Template}";

    /// <summary>The path with these values in place of the names, in their order.</summary>
    /// <exception cref="ArgumentException">A value is empty, <c>.</c> or <c>..</c>, which no path can hold.</exception>
    public string Path(params ReadOnlySpan<string> values)
    {
        var path = new StringBuilder(Template.Length + 40);
        var rest = Template.AsSpan();
        var next = 0;
        while (rest.IndexOf('{') is >= 0 and var open)
        {
            var close = rest.IndexOf('}');
            var name = rest[(open + 1)..close];
            if (values[next] is "" or "." or "..") throw new ArgumentException($"{name} must not be empty, \".\" or \"..\".");
            path.Append(rest[..open]).Append(Uri.EscapeDataString(values[next++]));
            rest = rest[(close + 1)..];
        }

        return path.Append(rest).ToString();
    }
}
