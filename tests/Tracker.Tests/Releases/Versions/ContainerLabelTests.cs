using Tracker.Server.Releases.Versions;

namespace Tracker.Tests.Releases.Versions;

public sealed class ContainerLabelTests
{
    [Theory]
    [InlineData("latest", LabelKind.Fixed)]
    [InlineData("stable", LabelKind.Fixed)]
    [InlineData("2024-06-01", LabelKind.Fixed)]
    [InlineData("20240601", LabelKind.Fixed)]
    [InlineData("22.04", LabelKind.Fixed)]
    [InlineData("18-alpine", LabelKind.Fixed)]
    [InlineData("1-0", LabelKind.Fixed)]
    [InlineData("1.2.3.4", LabelKind.Fixed)]
    [InlineData("01.2.3", LabelKind.Fixed)]
    [InlineData("1.2.99999999999", LabelKind.Fixed)]
    [InlineData("x-large", LabelKind.Fixed)]
    [InlineData("v1.8.3", LabelKind.Exact)]
    [InlineData("1.8.3", LabelKind.Exact)]
    [InlineData("2.0.0-rc.1", LabelKind.Exact)]
    [InlineData("v1.8.x", LabelKind.Range)]
    [InlineData("1.x", LabelKind.Range)]
    [InlineData("1.X.X", LabelKind.Range)]
    [InlineData("1.x-0", LabelKind.Range)]
    [InlineData("x", LabelKind.Range)]
    [InlineData("*", LabelKind.Range)]
    [InlineData("1", LabelKind.Range)]
    [InlineData("v2", LabelKind.Range)]
    [InlineData("1.8", LabelKind.Range)]
    [InlineData(" ~1.2 ", LabelKind.Range)]
    [InlineData("=1.2.3", LabelKind.Range)]
    [InlineData(">=1.2, <2", LabelKind.Range)]
    public void A_label_is_a_tag_a_pin_or_a_range(string text, LabelKind kind)
    {
        var label = Label(text);
        Assert.Equal((kind, text.Trim()), (label.Kind, label.Text));
        Assert.Equal(kind == LabelKind.Range ? null : text, label.FixedTag);
    }

    [Theory]
    [InlineData("", "1 to 128 characters")]
    [InlineData("-latest", "neither a tag")]
    [InlineData("team/app", "neither a tag")]
    [InlineData("1.0+build", "neither a tag")]
    [InlineData("1.x-alpine", "suffix other than -0")]
    [InlineData("~1.2-beta", "suffix other than -0")]
    [InlineData("1.x.3", "a number after an x")]
    [InlineData(">latest", "\"latest\" is not a version")]
    [InlineData("^01.2", "\"01.2\" is not a version")]
    [InlineData("<*", "needs a version with a number")]
    [InlineData("1.x ||", "a side of || is empty")]
    [InlineData("~2147483647", "too large")]
    [InlineData(">>1.2", "is not a comparison")]
    [InlineData("~", "is not a comparison")]
    [InlineData("1.2.3 - ", "is not a version")]
    [InlineData("^1.2.3-01", "is not a version")]
    public void What_is_none_is_told(string text, string error)
    {
        Assert.False(ContainerLabel.TryParse(text, out _, out var told));
        Assert.Contains(error, told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_has_a_most_length()
    {
        Assert.True(ContainerLabel.TryParse(new string('a', 128), out _, out _));
        Assert.False(ContainerLabel.TryParse(new string('a', 129), out _, out _));
    }

    [Theory]
    [InlineData("v1.8.x", "v1.8.9 v1.8.10 v1.9.0 1.8 latest", "v1.8.10")]
    [InlineData("1.8", "1.8 1.8.1 1.8.3", "1.8.3")]
    [InlineData("1.8", "1.8 1.9.0", "1.8")]
    [InlineData("1.8", "v1.8", null)]
    [InlineData("*", "1.0.0 2.0.0-rc.1 20240601-fix", "1.0.0")]
    [InlineData("*-0", "1.0.0 2.0.0-rc.1", "2.0.0-rc.1")]
    [InlineData("1.x", "0.9.0 2.0.0", null)]
    [InlineData("v1.8.3", "1.8.3 v1.8.4", null)]
    [InlineData("v1.8.3", "1.8.3 v1.8.3", "v1.8.3")]
    [InlineData("=1.8.3", "v1.8.3 v1.8.4", "v1.8.3")]
    [InlineData("latest", "1.0.0 latest", "latest")]
    [InlineData("latest", "1.0.0", null)]
    [InlineData("1.x", "v1.2.0 1.2.0", "1.2.0")]
    [InlineData("v1.x", "v1.2.0 1.2.0", "v1.2.0")]
    [InlineData("v1.x", "V1.2.0 v1.2.0", "V1.2.0")]
    [InlineData("1.x", "1.2.0-RC 1.1.0", "1.1.0")]
    [InlineData("1.9.x-0", "1.9.0-20240601123000 1.9.0-9999999999", "1.9.0-20240601123000")]
    public void The_best_tag_is_the_highest(string label, string tags, string? best)
    {
        Assert.Equal(best, Label(label).Best(tags.Split(' '))?.Tag);
        Assert.Equal(best, Label(label).Best(tags.Split(' ').Reverse())?.Tag);
    }

    [Theory]
    [InlineData("1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0")] // semver.org, 11.4.4
    [InlineData("1.0.0-A 1.0.0-a")]
    [InlineData("1.0.0-9 1.0.0-10 1.0.0-99999999999 1.0.0-100000000000 1.0.0--")]
    [InlineData("0.9.10 0.10.0 1.0.0 1.0.1 1.1.0 2.0.0")]
    public void Versions_have_the_order_of_SemVer(string ascending)
    {
        var versions = ascending.Split(' ').Select(t => VersionTag.Of(t).Version!).ToList();
        Assert.Equal(versions, versions.AsEnumerable().Reverse().Order(Precedence.Order));
    }

    internal static ContainerLabel Label(string text) => ContainerLabel.TryParse(text, out var label, out var error) ? label : throw new ArgumentException($"{text}: {error}");
}
