using Tracker.Server.Web;

namespace Tracker.Tests.Web;

public sealed class QueryStateTests
{
    private static readonly QueryState Query = QueryState.Parse("/events", "?type=incident&type=drift&q=a%20%26b&status=&page=3&after=x");

    [Fact]
    public void It_reads_what_it_writes()
    {
        var written = QueryState.Parse("/events", "?q=" + Uri.EscapeDataString("a+b & \"c\" <é> 100%")).ToString();
        Assert.Equal("a+b & \"c\" <é> 100%", QueryState.Parse("/events", written[written.IndexOf('?')..])["q"]);
    }

    [Fact]
    public void Blank_values_are_none() => Assert.Null(Query["status"]);

    [Fact]
    public void Another_filter_leads_to_the_first_page() =>
        Assert.Equal("/events?type=incident&type=drift&q=a%20%26b&owner=me", Query.With("owner", "me").ToString());

    [Fact]
    public void Another_page_keeps_the_filter() =>
        Assert.Equal("/events?type=incident&type=drift&q=a%20%26b&page=4", Query.With("page", "4").ToString());

    [Fact]
    public void One_of_several_values_can_go() => Assert.Equal(["drift"], Query.Without("type", "incident").All("type"));

    [Fact]
    public void A_value_is_toggled()
    {
        Assert.Equal(["incident", "drift", "operation"], Query.Toggle("type", "operation").All("type"));
        Assert.Equal(["incident"], Query.Toggle("type", "drift").All("type"));
    }

    [Fact]
    public void A_blank_takes_the_key_away() => Assert.DoesNotContain("q=", Query.With("q", " ").ToString());

    [Fact]
    public void The_same_filter_goes_to_another_view() => Assert.StartsWith("/events/calendar?type=incident", Query.At("/events/calendar").ToString());
}
