using Tracker.Server.Events;

namespace Tracker.Tests.Events;

public sealed class EventTimesTests
{
    [Theory]
    [InlineData("2026-03-01T10:20:30.123456789Z", "2026-03-01T10:20:30.1234567Z")]
    [InlineData("2026-03-01T10:20:30+02:00", "2026-03-01T08:20:30Z")]
    [InlineData("2026-03-01T10:20:30 02:00", "2026-03-01T08:20:30Z")]
    [InlineData("2026-03-01T10:20:30", "2026-03-01T10:20:30Z")]
    [InlineData("2026-03-01T10:20", "2026-03-01T10:20:00Z")]
    [InlineData("2026-03-01T10", "2026-03-01T10:00:00Z")]
    [InlineData("2026-03-01", "2026-03-01T00:00:00Z")]
    public void Reads_every_form(string text, string instant)
    {
        Assert.True(EventTimes.TryParse(text, out var parsed, out _));
        Assert.Equal(DateTimeOffset.Parse(instant), parsed);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("01/02/2026")]
    [InlineData("2026-03-01T25:00")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("2026-03-01T10:20:30.Z.")]
    public void Refuses_what_is_no_date(string text) => Assert.False(EventTimes.TryParse(text, out _, out _));

    [Fact]
    public void An_end_date_alone_covers_its_whole_day()
    {
        var (from, to) = EventTimes.ParseRange("2026-03-01", "2026-03-01").OrThrow();
        Assert.Equal(DateTimeOffset.Parse("2026-03-01T00:00:00Z"), from);
        Assert.Equal(DateTimeOffset.Parse("2026-03-01T23:59:59.999999Z"), to);
    }

    [Fact]
    public void A_start_after_the_end_is_refused_by_name()
    {
        Assert.False(EventTimes.ParseRange("2026-03-02", "2026-03-01").TryGet(out _, out var failure));
        Assert.Contains("start_date", failure.Message);
    }

    [Theory]
    // 23 hours: the clock jumps forward on that day; 25 when it falls back.
    [InlineData("Europe/Paris", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 23)]
    [InlineData("Europe/Paris", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", 25)]
    [InlineData("UTC", "2026-10-25T23:59:59Z", "2026-10-25T00:00:00Z", 24)]
    // Midnight itself does not exist on this day: the day begins at one.
    [InlineData("America/Santiago", "2026-09-06T12:00:00Z", "2026-09-06T04:00:00Z", 23)]
    [InlineData("Asia/Kathmandu", "2026-05-05T18:30:00Z", "2026-05-05T18:15:00Z", 24)]
    public void A_day_is_the_zones_day(string zone, string now, string start, int hours)
    {
        var (from, to) = EventTimes.Day(DateTimeOffset.Parse(now), TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(DateTimeOffset.Parse(start), from);
        Assert.Equal(TimeSpan.FromHours(hours), to - from + TimeSpan.FromMicroseconds(1));
    }
}
