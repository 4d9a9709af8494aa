using System.Xml.Linq;
using Tracker.Testing;

namespace Tracker.Tests.Timelines;

/// <summary>Statistics, comparison and picture over HTTP.</summary>
public sealed class AnalysisApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task What_is_usual_is_told_by_name()
    {
        var context = await FillAsync("ci/build");
        var stats = await fixture.GetAsync(SomeMessage.PathOf(context) + "/stats?timelines=10");
        Assert.Equal((200, "application/hal+json"), (stats.Status, stats.MediaType));
        Assert.Equal("2", stats.TextAt("Timelines"));
        Assert.Equal(["build", "build.compile"], stats.At("Events")!.AsArray().Select(e => (string)e!["Name"]!));
        Assert.Equal(15, (double)stats.At("Whole.MedianSeconds")!);
        Assert.Equal(5, (double)stats.At("Events.1.Duration.MadSeconds")!);
        Assert.Equal(SomeMessage.PathOf(context) + "/stats", (await fixture.GetAsync(SomeMessage.PathOf(context))).TextAt("_links.stats.href"));
    }

    [Theory, InlineData("0"), InlineData("1001"), InlineData("many")]
    public async Task A_number_of_timelines_that_cannot_be_is_refused(string timelines) =>
        Assert.Equal(400, (await fixture.GetAsync(SomeMessage.PathOf(await FillAsync("context")) + "/stats?timelines=" + timelines)).Status);

    [Fact]
    public async Task Two_timelines_are_compared_event_by_event()
    {
        var context = await FillAsync("context");
        var compared = await fixture.GetAsync(SomeMessage.PathOf(context) + "/build%202/compare/build%201");
        Assert.Equal(200, compared.Status);
        Assert.Equal(10, (double)compared.At("DifferenceSeconds")!);
        Assert.Equal((20, 10, 10), ((double)compared.At("Events.1.Seconds")!, (double)compared.At("Events.1.OtherSeconds")!, (double)compared.At("Events.1.DifferenceSeconds")!));
        var missing = await fixture.GetAsync(SomeMessage.PathOf(context) + "/latest/compare/nothing");
        Assert.Equal(404, missing.Status);
        Assert.Contains("build 1", missing.TextAt("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_stands_alone_and_may_be_shown_elsewhere()
    {
        var context = await FillAsync("context");
        using var request = new HttpRequestMessage(HttpMethod.Get, SomeMessage.PathOf(context) + "/latest.svg");
        request.Headers.Add("X-API-KEY", ApiFixture.Key);
        using var answer = await fixture.App.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("cross-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.DoesNotContain("script", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        var picture = XDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Root!;
        Assert.Equal("style", picture.Elements().First().Name.LocalName);
        Assert.Contains("compile", picture.Value, StringComparison.Ordinal);
    }

    /// <summary>Two builds, the second twice as long.</summary>
    private async Task<string> FillAsync(string prefix)
    {
        var context = Some.Name(prefix);
        object[] messages = [
            SomeMessage.Timeline("build 1", 0), SomeMessage.Start("build.compile", 1), SomeMessage.End("build.compile", 11),
            SomeMessage.Timeline("build 2", 60), SomeMessage.Start("build.compile", 61), SomeMessage.End("build.compile", 81)];
        Assert.Equal(202, (await fixture.PostAsync(SomeMessage.EventsOf(context), messages)).Status);
        return context;
    }
}
