using System.Text;
using Tracker.Server.Feeds;

namespace Tracker.Tests.Feeds;

public sealed class ICalendarTextTests
{
    [Fact]
    public void Text_is_escaped_as_the_standard_shows()
    {
        // RFC 5545, 3.3.11: "Project XYZ Final Review\nConference Room - 3B\nCome Prepared."
        Assert.Equal("DESCRIPTION:Project XYZ Final Review\\nConference Room - 3B\\nCome Prepared.\r\n",
            new ICalendarText().Text("DESCRIPTION", "Project XYZ Final Review\r\nConference Room - 3B\nCome Prepared.").ToString());
        Assert.Equal("SUMMARY:a\\\\b\\, c\\; d: \"e\"\r\n", new ICalendarText().Text("SUMMARY", "a\\b, c; d: \"e\"\u0007").ToString());
        Assert.Equal("", new ICalendarText().Text("SUMMARY", "").ToString());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("🚀")]
    public void Lines_are_folded_at_75_octets_between_characters(string letter)
    {
        for (var length = 60; length < 90; length++)
        {
            var value = string.Concat(Enumerable.Repeat(letter, length));

            var text = new ICalendarText().Line("SUMMARY", value).ToString();

            Assert.All(text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75));
            Assert.Equal($"SUMMARY:{value}\r\n", text.Replace("\r\n ", "", StringComparison.Ordinal));
            Assert.DoesNotContain('\uFFFD', text);
        }
    }

    [Fact]
    public void A_line_of_75_octets_is_one_line()
    {
        Assert.DoesNotContain("\r\n ", new ICalendarText().Line("A", new string('x', 73)).ToString(), StringComparison.Ordinal);
        Assert.Contains("\r\n x", new ICalendarText().Line("A", new string('x', 74)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_in_utc() =>
        Assert.Equal("DTSTART:20261122T003000Z\r\n", new ICalendarText().Time("DTSTART", DateTimeOffset.Parse("2026-11-22T01:30:00+01:00")).ToString());
}
