using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tracker.Server.Web;
using Tracker.Server.Web.Forms;

namespace Tracker.Tests.Web;

/// <summary>The small types that write and read what a page shows.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("00:00:00", "0 s")]
    [InlineData("00:00:00.0000004", "< 1 ms")]
    [InlineData("00:00:00.250", "250 ms")]
    [InlineData("00:00:14.23", "14.2 s")]
    [InlineData("00:00:59.96", "1 m")]
    [InlineData("00:04:32", "4 m 32 s")]
    [InlineData("00:59:59.8", "1 h")]
    [InlineData("03:10:00", "3 h 10 m")]
    [InlineData("1.03:00:00", "1 d 3 h")]
    [InlineData("-00:00:05", "−5 s")]
    public void A_duration_has_two_units_at_most(string value, string text) =>
        Assert.Equal(text, DurationText.Of(TimeSpan.Parse(value, CultureInfo.InvariantCulture)));

    [Fact]
    public void The_longest_durations_have_a_text()
    {
        Assert.StartsWith("10,675,199 d", DurationText.Of(TimeSpan.MaxValue));
        Assert.StartsWith("−10,675,199 d", DurationText.Of(TimeSpan.MinValue));
    }

    [Theory]
    [InlineData(3, "now"), InlineData(-3, "now"), InlineData(59, "59 s ago"), InlineData(3599, "59 min ago"), InlineData(7200, "2 h ago")]
    [InlineData(-90, "in 1 min"), InlineData(864000, "10 d ago")]
    public void An_age_is_rounded_down(int seconds, string text) => Assert.Equal(text, ViewerTime.Ago(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("Europe/Zurich", "Europe/Zurich"), InlineData("UTC", "UTC"), InlineData(null, "UTC"), InlineData("", "UTC")]
    [InlineData("../../etc/passwd", "UTC"), InlineData("Nowhere/Land", "UTC")]
    public void A_zone_that_is_none_is_UTC(string? cookie, string zone) => Assert.Equal(zone, new ViewerTime(TimeProvider.System, cookie).Zone.Id);

    [Theory]
    [InlineData("2026-11-20T14:08", "2026-11-20T13:08:00Z")]
    [InlineData("2026-07-01T00:00", "2026-06-30T22:00:00Z")]
    [InlineData("2026-10-25T02:30", "2026-10-25T00:30:00Z")] // comes twice: the earlier
    [InlineData("2026-03-29T02:30", null)] // never was
    [InlineData("2026-13-01T00:00", null)]
    [InlineData("tomorrow", null)]
    [InlineData(null, null)]
    public void A_form_s_time_is_the_viewer_s(string? text, string? expected)
    {
        var viewer = new ViewerTime(TimeProvider.System, "Europe/Zurich");
        var read = LocalTime.TryRead(viewer, text, out var at);
        DateTimeOffset? wanted = expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture);
        Assert.Equal(wanted, read ? at : null);
        if (read && text != "2026-10-25T02:30") Assert.Equal(text, LocalTime.Write(viewer, at));
    }

    [Theory, InlineData("/"), InlineData("/events?a=b"), InlineData("/_kit#x")]
    public void A_path_of_this_server_is_safe(string path) => Assert.True(LocalPath.IsSafe(path));

    [Theory]
    [InlineData(null), InlineData(""), InlineData("events"), InlineData("//evil.example"), InlineData("/\\evil.example"), InlineData("https://evil.example")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    public void Another_server_s_is_not(string? path) => Assert.False(LocalPath.IsSafe(path));

    [Fact]
    public void A_page_s_tag_does_not_see_its_token()
    {
        static string Hash(string page, string? token) => PageETag.Hash(Encoding.UTF8.GetBytes(page), token);
        Assert.Equal(Hash("<a>T1</a><b>T1", "T1"), Hash("<a>T2</a><b>T2", "T2"));
        Assert.NotEqual(Hash("<a>T1</a>x", "T1"), Hash("<a>T2</a>y", "T2"));
        Assert.NotEqual(Hash("one", null), Hash("two", null));
        Assert.Equal(PageETag.Hash("<p at=1>T1"u8, "at=1", "T1"), PageETag.Hash("<p at=2>T2"u8, "at=2", "T2"));
    }

    [Fact]
    public void The_navigation_has_its_groups_in_order_and_one_current_item()
    {
        NavItem[] items =
        [
            new("Operate", 1, "/locks", "Locks", ""), new("Admin", 1, "/admin", "Admin", ""), new("Observe", 2, "/events", "Events", ""),
            new("Observe", 1, "/", "Overview", ""), new("Observe", 3, "/events/calendar", "Calendar", ""),
        ];
        Assert.Equal(["Observe", "Operate", "Admin"], NavItem.Grouped(items).Select(group => group.Key));
        Assert.Equal(["Overview", "Events", "Calendar"], NavItem.Grouped(items).First().Select(item => item.Title));
        Assert.Equal("Calendar", NavItem.Current(items, "/events/calendar/2026-11")?.Title);
        Assert.Equal("Events", NavItem.Current(items, "/events/123")?.Title);
        Assert.Equal("Overview", NavItem.Current(items, "/")?.Title);
        Assert.Null(NavItem.Current(items, "/eventsomething"));
    }

    [Fact]
    public void The_first_error_of_a_field_is_its_own()
    {
        var errors = new FieldErrors();
        Assert.False(errors.Any);
        errors.Add("Input.Title", "first");
        errors.Add("Input.Title", "second");
        Assert.Equal("first", errors["Input.Title"]);
        Assert.Null(errors["Input.Type"]);
        Assert.Equal("f-Input-Title", FieldErrors.IdOf("Input.Title"));
    }
}
