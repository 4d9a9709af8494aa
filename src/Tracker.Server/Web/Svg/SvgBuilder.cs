using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Tracker.Server.Web.Svg;

/// <summary>
/// Writes one SVG. Everything that comes in as text is escaped, numbers are invariant with two decimals, colours come
/// from classes only (the content security policy refuses style attributes).
/// </summary>
public sealed class SvgBuilder
{
    private readonly StringBuilder _text = new(1024);
    private readonly Stack<string> _open = new();

    /// <param name="label">What the picture shows; without one it is decoration and hidden from screen readers.</param>
    /// <param name="fluid">As wide as its place instead of as wide as drawn.</param>
    /// <param name="links">Whether parts of it are links: then it is a group of them, where a picture would hide them.</param>
    public SvgBuilder(double width, double height, string? css = null, string? label = null, bool fluid = false, bool links = false)
    {
        _text.Append("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        Attribute("viewBox", $"0 0 {Number(width)} {Number(height)}");
        Attribute("width", fluid ? "100%" : Number(width));
        if (!fluid) Attribute("height", height);
        Attribute("class", css);
        if (label is null) Attribute("aria-hidden", "true");
        else
        {
            Attribute("role", links ? "group" : "img");
            Attribute("aria-label", label);
        }
        _text.Append('>');
        _open.Push("svg");
    }

    public SvgBuilder Group(string? css = null, string? transform = null) => Start("g", ("class", css), ("transform", transform));

    /// <summary>A link around what follows; an address that is neither local nor http is left out.</summary>
    public SvgBuilder Link(string href, string? css = null, string? label = null) =>
        Start("a", ("href", IsSafe(href) ? href : null), ("class", css), ("aria-label", label));

    /// <summary>Closes the innermost group or link.</summary>
    public SvgBuilder End()
    {
        if (_open.Count < 2) throw new InvalidOperationException("Nothing is open but the picture itself.");
        _text.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>A tooltip for the innermost group or link; comes first in it.</summary>
    public SvgBuilder Title(string text)
    {
        _text.Append("<title>");
        Escape(text);
        _text.Append("</title>");
        return this;
    }

    public SvgBuilder Rect(double x, double y, double width, double height, string? css = null, double radius = 0, string? title = null)
    {
        _text.Append("<rect");
        Attribute("x", x);
        Attribute("y", y);
        Attribute("width", Math.Max(0, width));
        Attribute("height", Math.Max(0, height));
        if (radius > 0) Attribute("rx", radius);
        return Close("rect", css, title);
    }

    public SvgBuilder Circle(double x, double y, double radius, string? css = null, string? title = null)
    {
        _text.Append("<circle");
        Attribute("cx", x);
        Attribute("cy", y);
        Attribute("r", radius);
        return Close("circle", css, title);
    }

    public SvgBuilder Line(double x1, double y1, double x2, double y2, string? css = null)
    {
        _text.Append("<line");
        Attribute("x1", x1);
        Attribute("y1", y1);
        Attribute("x2", x2);
        Attribute("y2", y2);
        return Close("line", css, null);
    }

    public SvgBuilder Path(string d, string? css = null, string? title = null)
    {
        _text.Append("<path");
        Attribute("d", d);
        return Close("path", css, title);
    }

    public SvgBuilder Polyline(ReadOnlySpan<(double X, double Y)> points, string? css = null) => Points("polyline", points, css);

    public SvgBuilder Polygon(ReadOnlySpan<(double X, double Y)> points, string? css = null) => Points("polygon", points, css);

    /// <param name="anchor">start, middle or end.</param>
    public SvgBuilder Text(double x, double y, string text, string? css = null, string? anchor = null)
    {
        _text.Append("<text");
        Attribute("x", x);
        Attribute("y", y);
        Attribute("text-anchor", anchor);
        Attribute("class", css);
        _text.Append('>');
        Escape(text);
        _text.Append("</text>");
        return this;
    }

    /// <summary>A rectangle that what follows, up to <see cref="End"/>, may not leave.</summary>
    public SvgBuilder Clip(string id, double x, double y, double width, double height)
    {
        _text.Append("<clipPath");
        Attribute("id", id);
        _text.Append('>');
        Rect(x, y, width, height);
        _text.Append("</clipPath>");
        return Start("g", ("clip-path", $"url(#{id})"));
    }

    /// <summary>Rules for a picture that stands alone, without the page's style sheets. Comes first in it.</summary>
    public SvgBuilder Style(string css)
    {
        _text.Append("<style>");
        Escape(css);
        _text.Append("</style>");
        return this;
    }

    public override string ToString()
    {
        while (_open.TryPop(out var tag)) _text.Append("</").Append(tag).Append('>');
        return _text.ToString();
    }

    public MarkupString ToMarkup() => new(ToString());

    private SvgBuilder Points(string tag, ReadOnlySpan<(double X, double Y)> points, string? css)
    {
        _text.Append('<').Append(tag).Append(" points=\"");
        foreach (var (x, y) in points) _text.Append(Number(x)).Append(',').Append(Number(y)).Append(' ');
        _text.Append('"');
        return Close(tag, css, null);
    }

    private SvgBuilder Start(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(tag);
        foreach (var (name, value) in attributes) Attribute(name, value);
        _text.Append('>');
        _open.Push(tag);
        return this;
    }

    private SvgBuilder Close(string tag, string? css, string? title)
    {
        Attribute("class", css);
        if (title is null)
        {
            _text.Append("/>");
            return this;
        }
        _text.Append('>');
        Title(title);
        _text.Append("</").Append(tag).Append('>');
        return this;
    }

    private void Attribute(string name, double value) => _text.Append(' ').Append(name).Append("=\"").Append(Number(value)).Append('"');

    private void Attribute(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        _text.Append(' ').Append(name).Append("=\"");
        Escape(value);
        _text.Append('"');
    }

    private static string Number(double value) => double.IsFinite(value)
        ? value.ToString("0.##", CultureInfo.InvariantCulture)
        : throw new ArgumentException($"An SVG cannot hold the number {value}", nameof(value));

    private static bool IsSafe(string href) => LocalPath.IsSafe(href) || href.StartsWith('#')
        || href.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || href.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private void Escape(string text)
    {
        foreach (var rune in text.EnumerateRunes()) // lone surrogates come as U+FFFD
            switch (rune.Value)
            {
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '&': _text.Append("&amp;"); break;
                case '"': _text.Append("&quot;"); break;
                case '\'': _text.Append("&#39;"); break;
                // XML has no way to write these, and one would make a whole .svg file unreadable.
                case < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF: _text.Append('\uFFFD'); break;
                default: _text.Append(rune.ToString()); break;
            }
    }
}
