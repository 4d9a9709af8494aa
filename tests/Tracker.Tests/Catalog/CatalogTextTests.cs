using Tracker.Server.Catalog;

namespace Tracker.Tests.Catalog;

public sealed class CatalogTextTests
{
    [Theory]
    [InlineData("Shop-API v2", "shop api v2")]
    [InlineData("https://github.com/acme/Widgets.git", "https github com acme widgets git")]
    [InlineData("Café Müller Ångström Łódź İstanbul naïve façade", "cafe muller angstrom lodz istanbul naive facade")]
    [InlineData("Cafe\u0301", "cafe")]
    [InlineData("ŽLUŤOUČKÝ kůň Œuvre ŷ ſ", "zlutoucky kun œuvre y s")]
    [InlineData("Ελλάδα 日本 ПРИВЕТ", "ελλάδα 日本 привет")]
    [InlineData("++ 😀 _", "")]
    public void Words_are_runs_of_letters_and_digits_folded(string text, string words) =>
        Assert.Equal(words, string.Join(' ', CatalogText.Words(text)));

    [Fact]
    public void A_word_is_cut_where_it_is_no_word_any_more() => Assert.Equal(200, CatalogText.Words(new string('x', 5000)).Single().Length);
}
