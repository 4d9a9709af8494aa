using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Server.Locks.Freezes;

namespace Tracker.Tests.Locks.Freezes;

public sealed class FreezeScheduleTests
{
    [Theory]
    // Every Friday from six in the evening, Paris, for 62 hours; winter time.
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-03-06T16:59:59Z", null)]
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-03-06T17:00:00Z", "2026-03-06T17:00:00Z")]
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-03-09T06:59:59.999999Z", "2026-03-06T17:00:00Z")]
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-03-09T07:00:00Z", null)]
    // Over the clock change of March it still lasts 62 hours: until nine by the wall, not eight.
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-03-30T06:59:59Z", "2026-03-27T17:00:00Z")]
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-03-30T07:00:00Z", null)]
    // Summer time; and over the change of October.
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-07-03T16:00:00Z", "2026-07-03T16:00:00Z")]
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-10-26T05:59:59Z", "2026-10-23T16:00:00Z")]
    [InlineData("0 18 * * 5", 223200, "Europe/Paris", "2026-10-26T06:00:00Z", null)]
    // 02:30 does not exist on 29 March: it begins when the clock jumps to three.
    [InlineData("30 2 * * *", 3600, "Europe/Paris", "2026-03-29T00:59:59Z", null)]
    [InlineData("30 2 * * *", 3600, "Europe/Paris", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", 3600, "Europe/Paris", "2026-03-29T01:59:59Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", 3600, "Europe/Paris", "2026-03-29T02:00:00Z", null)]
    // 02:30 comes twice on 25 October: the first counts, and the second is not frozen again.
    [InlineData("30 2 * * *", 3600, "Europe/Paris", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", 3600, "Europe/Paris", "2026-10-25T01:29:59Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", 3600, "Europe/Paris", "2026-10-25T01:30:00Z", null)]
    // Sunday is 0 and 7; day of month and day of week are either-or, as in a crontab.
    [InlineData("0 0 * * 0", 60, "UTC", "2026-03-08T00:00:30Z", "2026-03-08T00:00:00Z")]
    [InlineData("0 0 * * 7", 60, "UTC", "2026-03-08T00:00:30Z", "2026-03-08T00:00:00Z")]
    [InlineData("0 0 13 * 5", 60, "UTC", "2026-04-13T00:00:30Z", "2026-04-13T00:00:00Z")]
    [InlineData("0 0 13 * 5", 60, "UTC", "2026-04-17T00:00:30Z", "2026-04-17T00:00:00Z")]
    // They overlap: the one that began last ends last.
    [InlineData("0 * * * *", 7200, "UTC", "2026-03-08T10:30:00Z", "2026-03-08T10:00:00Z")]
    [InlineData("* * 1 * *", 2678400, "UTC", "2026-03-20T10:30:00Z", "2026-03-01T23:59:00Z")]
    [InlineData("* * * * *", 2678400, "UTC", "2026-03-20T10:30:59Z", "2026-03-20T10:30:00Z")]
    public void A_repeated_window_is_in_force_from_each_of_its_times_for_as_long_as_it_lasts(string cron, uint seconds, string zone, string at, string? start)
    {
        var inForce = Repeated(cron, seconds, zone).InForce(At(at));
        Assert.Equal(start is null ? null : new FreezeSpan(At(start), At(start).AddSeconds(seconds)), inForce);
    }

    [Theory]
    [InlineData("2026-12-19T23:59:59Z", false)]
    [InlineData("2026-12-20T00:00:00Z", true)]
    [InlineData("2027-01-03T23:59:59.999999Z", true)]
    [InlineData("2027-01-04T00:00:00Z", false)]
    public void A_single_window_is_in_force_from_its_start_until_before_its_end(string at, bool frozen) =>
        Assert.Equal(frozen, Christmas.InForce(At(at)) is not null);

    [Fact]
    public void The_next_time_is_the_first_that_begins_later()
    {
        Assert.Equal(At("2026-03-13T17:00:00Z"), Repeated("0 18 * * 5", 3600, "Europe/Paris").NextAfter(At("2026-03-06T17:00:00Z"))?.Start);
        Assert.Equal(At("2026-12-20T00:00:00Z"), Christmas.NextAfter(At("2026-03-06T17:00:00Z"))?.Start);
        Assert.Null(Christmas.NextAfter(At("2026-12-20T00:00:00Z")));
    }

    [Fact]
    public void What_is_frozen_in_a_range_comes_in_order_with_overlapping_times_as_one()
    {
        var nights = Repeated("0 22 * * *", 8 * 3600, "UTC").Between(At("2026-03-06T23:00:00Z"), At("2026-03-08T23:00:00Z"), 100);
        Assert.Equal(["06 22:00-06:00", "07 22:00-06:00", "08 22:00-06:00"], nights.Select(Text));
        var office = Repeated("0,30 9-11 * * *", 2400, "UTC").Between(At("2026-03-06T12:15:00Z"), At("2026-03-08T00:00:00Z"), 100);
        Assert.Equal(["07 09:00-12:10"], office.Select(Text));
        Assert.Equal(["20 00:00-00:00"], Christmas.Between(At("2026-12-25T00:00:00Z"), At("2028-12-25T00:00:00Z"), 100).Select(Text));
        Assert.Empty(Christmas.Between(At("2027-12-25T00:00:00Z"), At("2028-12-25T00:00:00Z"), 100));
        Assert.Equal(5, Repeated("* * * * *", 30, "UTC").Between(At("2026-03-06T00:00:00Z"), At("2027-03-06T00:00:00Z"), 5).Count());

        static string Text(FreezeSpan s) => $"{s.Start:dd HH:mm}-{s.End:HH:mm}";
    }

    private static FreezeSchedule Christmas { get; } = FreezeSchedule.Of(new()
    {
        StartsAt = At("2026-12-20T00:00:00Z").ToTimestamp(),
        EndsAt = At("2027-01-04T00:00:00Z").ToTimestamp(),
    });

    private static FreezeSchedule Repeated(string cron, uint seconds, string zone) =>
        FreezeSchedule.Of(new FreezeWindow { Cron = cron, DurationSeconds = seconds, Zone = zone });

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);
}
