using Tracker.Server.Catalog;
using Tracker.Server.Events;

namespace Tracker.Tests.Events;

public sealed class EventQueryTextTests
{
    private static readonly EnvironmentNames Environments = new("live=production");
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fields_words_and_phrases_are_told_apart()
    {
        var query = Parse("service:shop type:deployment status:failure \"connection refused\" time* env:prod owner:\"Ada L\"");
        Assert.Equal(["shop"], query.Services);
        Assert.Equal([EventType.Deployment], query.Types);
        Assert.Equal([EventStatus.Failure], query.Statuses);
        Assert.Equal([EventEnvironment.Production], query.Environments);
        Assert.Equal(["Ada L"], query.Owners);
        Assert.Equal(["connection refused", "time*"], query.Words);
    }

    [Fact]
    public void What_only_looks_like_a_field_is_a_word() =>
        Assert.Equal(["https://x.test/a", "foo:bar"], Parse("https://x.test/a foo:bar").Words);

    [Fact]
    public void What_is_open_is_asked_for_by_a_field_of_one_value()
    {
        Assert.Equal((Now, 0), (Parse("is:open").OpenAt, Parse("is:open").Words.Count));
        Assert.Equal((null, "is:this"), (Parse("is:this").OpenAt, Assert.Single(Parse("is:this").Words)));
    }

    [Fact]
    public void Environments_go_by_their_other_names_too() =>
        Assert.Equal([EventEnvironment.Production, EventEnvironment.Integration], Parse("env:LIVE environment:ha").Environments);

    [Theory]
    [InlineData("type:nonsense", "type")]
    [InlineData("impact:maybe", "impact")]
    public void An_unknown_value_is_refused_by_its_field(string text, string field)
    {
        Assert.False(EventQueryText.AddTo(new(), text, Environments, Now).TryGet(out _, out var failure));
        Assert.Contains(field, failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData(":::")]
    [InlineData("service:")]
    [InlineData("\"never closed")]
    public void Odd_texts_are_read_without_harm(string text) => Parse(text);

    private static EventQuery Parse(string text) => EventQueryText.AddTo(new(), text, Environments, Now).OrThrow();
}
