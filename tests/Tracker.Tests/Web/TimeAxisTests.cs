using System.Globalization;
using Tracker.Server.Web.Svg;

namespace Tracker.Tests.Web;

public sealed class TimeAxisTests
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    [Theory]
    [InlineData("2026-11-20T13:50:00.130Z", "00:00:00.040", "00.130 00.135 00.140 00.145 00.150 00.155 00.160 00.165 00.170")]
    [InlineData("2026-11-20T13:50:00.000Z", "00:00:42", "13:50:00 13:50:05 13:50:10 13:50:15 13:50:20 13:50:25 13:50:30 13:50:35 13:50:40")]
    [InlineData("2026-11-20T13:50:00Z", "00:42:00", "13:50 13:55 14:00 14:05 14:10 14:15 14:20 14:25 14:30")]
    [InlineData("2026-11-20T13:50:00Z", "1.00:00:00", "15:00 18:00 21:00 00:00 03:00 06:00 09:00 12:00")]
    [InlineData("2026-11-20T13:50:00Z", "7.00:00:00", "Sat 21|Sun 22|Mon 23|Tue 24|Wed 25|Thu 26|Fri 27")]
    [InlineData("2026-11-20T13:50:00Z", "60.00:00:00", "23 Nov|30 Nov|7 Dec|14 Dec|21 Dec|28 Dec|4 Jan|11 Jan|18 Jan")]
    [InlineData("2026-11-20T13:50:00Z", "365.00:00:00", "Jan|Apr|Jul|Oct")]
    [InlineData("2026-11-20T13:50:00Z", "3650.00:00:00", "2027|2029|2031|2033|2035")]
    public void Marks_are_round(string start, string span, string labels)
    {
        var expected = labels.Split(labels.Contains('|') ? '|' : ' ');
        Assert.Equal(expected, Axis(start, span, TimeZoneInfo.Utc).Ticks().Select(tick => tick.Label));
    }

    [Fact]
    public void A_day_begins_at_local_midnight_on_both_sides_of_a_clock_change()
    {
        var ticks = Axis("2026-10-24T22:00:00Z", "3.00:00:00", Zurich).Ticks(spacing: 300);
        Assert.Equal(["2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z"], ticks.Select(tick => Iso(tick.At)));
    }

    [Fact]
    public void Six_o_clock_stays_six_o_clock()
    {
        var ticks = Axis("2026-10-24T18:00:00Z", "1.00:00:00", Zurich).Ticks(spacing: 200);
        Assert.Equal(["00:00", "06:00", "12:00", "18:00"], ticks.Select(tick => tick.Label));
    }

    [Fact]
    public void The_hour_that_comes_twice_has_its_marks_twice()
    {
        var ticks = Axis("2026-10-25T00:30:00Z", "01:30:00", Zurich).Ticks(spacing: 250);
        Assert.Equal(["02:30", "02:00", "02:30", "03:00"], ticks.Select(tick => tick.Label));
    }

    [Fact]
    public void The_hour_that_is_left_out_has_none()
    {
        var ticks = Axis("2026-03-28T23:30:00Z", "04:00:00", Zurich).Ticks(spacing: 200);
        Assert.Equal(["01:00", "03:00", "04:00", "05:00"], ticks.Select(tick => tick.Label));
    }

    [Fact]
    public void A_day_whose_midnight_is_left_out_begins_when_it_does()
    {
        var beirut = TimeZoneInfo.FindSystemTimeZoneById("Asia/Beirut"); // clocks go from 00:00 to 01:00
        var ticks = Axis("2026-03-28T12:00:00Z", "2.00:00:00", beirut).Ticks(spacing: 400);
        Assert.Contains("2026-03-28T22:00:00Z", ticks.Select(tick => Iso(tick.At)));
    }

    [Fact]
    public void The_context_is_said_where_it_changes_only()
    {
        var ticks = Axis("2026-11-20T13:50:00Z", "1.00:00:00", TimeZoneInfo.Utc).Ticks();
        Assert.Equal(["Fri 20 Nov 2026", "Sat 21 Nov 2026"], ticks.Select(tick => tick.Context).OfType<string>());
        Assert.Equal("00:00", ticks.Single(tick => tick.Context == "Sat 21 Nov 2026").Label);
    }

    [Fact]
    public void From_a_millisecond_to_a_century_there_are_some_marks_far_enough_apart()
    {
        var random = new Random(20261120);
        string[] zones = ["UTC", "Europe/Zurich", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"];
        for (var i = 0; i < 2_000; i++)
        {
            var start = new DateTimeOffset(2000 + random.Next(50), 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.NextDouble() * 3e7);
            var span = TimeSpan.FromMilliseconds(20 * Math.Pow(10, random.NextDouble() * 11));
            var axis = new TimeAxis(start, start + span, 100, 900, TimeZoneInfo.FindSystemTimeZoneById(zones[i % zones.Length]));
            var ticks = axis.Ticks();
            Assert.InRange(ticks.Count, 1, 12);
            Assert.All(ticks, tick => Assert.InRange(tick.X, 100 - .01, 1000.01));
            // An hour that is left out or comes twice moves one mark; at that scale it is an hour of a day.
            foreach (var (a, b) in ticks.Zip(ticks.Skip(1))) Assert.InRange(b.X - a.X, 60, double.MaxValue);
        }
    }

    [Fact]
    public void Something_that_took_no_time_can_be_drawn()
    {
        var at = DateTimeOffset.UnixEpoch;
        var axis = new TimeAxis(at, at, 0, 100, TimeZoneInfo.Utc);
        Assert.Equal(0, axis.X(at));
        Assert.Equal(100, axis.ClampX(at.AddDays(1)));
        Assert.NotEmpty(axis.Ticks());
    }

    [Fact]
    public void Places_and_instants_agree()
    {
        var axis = Axis("2026-11-20T13:50:00Z", "00:42:00", TimeZoneInfo.Utc);
        Assert.Equal(axis.Start.AddMinutes(21), axis.At(axis.X(axis.Start.AddMinutes(21))));
    }

    private static TimeAxis Axis(string start, string span, TimeZoneInfo zone)
    {
        var from = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);
        return new(from, from + TimeSpan.Parse(span, CultureInfo.InvariantCulture), 0, 900, zone);
    }

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
