using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Server.Events.Views;

namespace Tracker.Tests.Events.Views;

public sealed class EventFormValuesTests
{
    private static readonly Event Stored = new()
    {
        Title = "Deploy shop",
        Metadata = new() { Id = Guid.NewGuid().ToString(), SlackId = "C1" },
        Links = new() { Ticket = "OPS-1" },
        Attributes = new()
        {
            Type = EventType.Deployment,
            Service = "shop",
            Status = EventStatus.Start,
            Environment = EventEnvironment.Uat,
            Impact = true,
            Message = "two\nlines",
            StartDate = Timestamp.FromDateTimeOffset(SomeSummary.At(9)),
            Tags = { "a", "b" },
        },
    };

    [Fact]
    public void What_a_form_shows_and_gets_back_is_no_change()
    {
        var shown = EventFormValues.Of(Stored, Write);
        // Browsers send lines ended by CRLF.
        var posted = EventFormValues.Posted(path => shown[path].Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Empty(posted.ChangedFrom(shown));
    }

    [Fact]
    public void An_update_names_what_changed_and_nothing_else()
    {
        var shown = EventFormValues.Of(Stored, Write);
        var posted = EventFormValues.Posted(path => path switch
        {
            "attributes.status" => "success",
            "attributes.tags" => "b\r\n\r\n c ",
            "attributes.impact" => null,
            _ => shown[path],
        });
        var changed = posted.ChangedFrom(shown);
        var request = posted.ToUpdate("id", changed, Read, Wrong);
        Assert.Equal(["attributes.impact", "attributes.status", "attributes.tags"], request.UpdateMask.Paths.Order());
        Assert.Equal(EventStatus.Success, request.Attributes.Status);
        Assert.Equal(["b", "c"], request.Attributes.Tags);
        Assert.False(request.Attributes.Impact);
        Assert.Equal("", request.Attributes.Service);
    }

    [Fact]
    public void Everything_that_is_shown_makes_the_same_event_again()
    {
        var request = EventFormValues.Of(Stored, Write).ToCreate(Read, Wrong);
        var expected = Stored.Attributes.Clone();
        expected.Notification = false;
        Assert.Equal((Stored.Title, expected, Stored.Links, "C1"), (request.Title, request.Attributes, request.Links, request.SlackId));
    }

    [Theory]
    [InlineData("attributes.type", "earthquake")]
    [InlineData("attributes.end_date", "tomorrow")]
    public void A_value_that_is_none_is_told_by_its_field(string path, string value)
    {
        var wrong = new List<string>();
        EventFormValues.Posted(p => p == path ? value : "").ToCreate(Read, (field, message) => wrong.Add(field + "|" + message));
        Assert.StartsWith(path + "|" + path, Assert.Single(wrong));
    }

    private static string? Write(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static bool Read(string text, out DateTimeOffset at) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out at);

    private static void Wrong(string path, string message) => Assert.Fail(path + ": " + message);
}
