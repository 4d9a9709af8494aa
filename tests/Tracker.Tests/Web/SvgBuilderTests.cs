using System.Globalization;
using System.Xml.Linq;
using Tracker.Server.Web.Svg;

namespace Tracker.Tests.Web;

public sealed class SvgBuilderTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"'><img src=x onerror=alert(1)>")]
    [InlineData("a & b \0 \u001b \uFFFF end")]
    [InlineData("emoji 🚀 and 漢字")]
    public void Any_text_stays_text_and_the_file_well_formed(string text)
    {
        var svg = new SvgBuilder(10, 10, label: text).Group(text).Title(text).Text(1, 1, text).Rect(0, 0, 1, 1, text, title: text).ToString();
        var root = XDocument.Parse(svg).Root!;
        var kept = string.Concat(text.Select(c => c is '\0' or '\u001b' or '\uFFFF' ? '\uFFFD' : c));
        Assert.Equal(kept, root.Attribute("aria-label")!.Value);
        Assert.All(root.Descendants().Where(one => one.Name.LocalName is "title" or "text"), one => Assert.Equal(kept, one.Value));
        Assert.DoesNotContain(root.Descendants(), one => one.Name.LocalName is "script" or "img");
    }

    [Fact]
    public void A_lone_surrogate_does_not_break_the_file() =>
        Assert.Equal("a\uFFFDb", XDocument.Parse(new SvgBuilder(1, 1).Text(0, 0, "a\ud800b").ToString()).Root!.Value);

    [Theory, InlineData("javascript:alert(1)"), InlineData("data:text/html,x"), InlineData("//evil.example"), InlineData("/\\evil.example")]
    public void A_link_leads_nowhere_dangerous(string href) =>
        Assert.DoesNotContain("href", new SvgBuilder(1, 1).Link(href).ToString());

    [Theory, InlineData("/events?a=1&b=2"), InlineData("https://example.com/"), InlineData("#row")]
    public void A_good_link_is_kept(string href) =>
        Assert.Equal(href, XDocument.Parse(new SvgBuilder(1, 1).Link(href).ToString()).Root!.Elements().Single().Attribute("href")!.Value);

    [Fact]
    public void Numbers_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Contains("x=\"1234.57\" y=\"-0.5\"", new SvgBuilder(1, 1).Rect(1234.567, -0.5, 1, 1).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void A_number_that_is_none_is_refused(double number) =>
        Assert.Throws<ArgumentException>(() => new SvgBuilder(1, 1).Line(number, 0, 1, 1));

    [Fact]
    public void A_negative_width_is_none() => Assert.Contains("width=\"0\"", new SvgBuilder(5, 5).Rect(0, 0, -3, 1).ToString());

    [Fact]
    public void Everything_open_is_closed_and_nothing_more()
    {
        XDocument.Parse(new SvgBuilder(1, 1).Group().Link("/x").Clip("c", 0, 0, 1, 1).ToString());
        Assert.Throws<InvalidOperationException>(() => new SvgBuilder(1, 1).Group().End().End());
    }
}
