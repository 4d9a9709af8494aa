using Tracker.Server.Insights.Pages;
using Tracker.Server.Web.Components;

namespace Tracker.Tests.Insights;

public sealed class InsightsTextTests
{
    [Theory]
    [InlineData(0.0, "none")]
    [InlineData(2.26, "2.3 a day")]
    [InlineData(0.5, "3.5 a week")]
    [InlineData(0.1, "3 in 30 days")]
    public void Frequencies_are_told_in_the_unit_that_fits(double perDay, string text) => Assert.Equal(text, InsightsText.Frequency(perDay));

    [Theory]
    [InlineData(2.0, 1.0, true, "better than 1 a day before", Tone.Good)]
    [InlineData(1.0, 2.0, true, "worse than 2 a day before", Tone.Bad)]
    [InlineData(1.0, 2.0, false, "better than 2 a day before", Tone.Good)]
    [InlineData(1.13, 1.14, true, "1.1 a day before", Tone.Neutral)]
    [InlineData(null, 2.0, true, "2 a day before", Tone.Neutral)]
    [InlineData(2.0, null, true, "none to compare with before", Tone.Neutral)]
    [InlineData(2.0, 0.0, true, "none to compare with before", Tone.Neutral)]
    public void What_was_before_is_told_in_words(double? now, double? before, bool moreIsBetter, string text, Tone tone) =>
        Assert.Equal((text, tone), InsightsText.Before(now, before, moreIsBetter, InsightsText.Frequency));
}
