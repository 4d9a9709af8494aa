using Tracker.BrowserTests.Harness;
using Xunit.Sdk;

namespace Tracker.BrowserTests.Kit;

/// <summary>The harness finds what it is there to find: a page with every fault must fail for every one of them.</summary>
public sealed class HarnessTests(BrowserFixture browser, KitHost host)
{
    public const string BadPage = """
        <!DOCTYPE html><html lang="en"><head><title>Bad</title><link rel="icon" href="data:,"></head><body>
        <main><h1>Bad</h1>
        <script>document.title = 'ran'</script>
        <p style="color: red">inline style</p>
        <script type="module" src="/missing.js"></script>
        <script src="http://127.0.0.1:9/external.js"></script>
        <input type="text">
        <svg width="2000" height="10"></svg>
        <a href="/" tabindex="-1">never reached</a>
        </main></body></html>
        """;

    [Theory]
    [InlineData("console error: ")]
    [InlineData("inline script")]
    [InlineData("inline style")]
    [InlineData("status 404")]
    [InlineData("external request")]
    [InlineData("axe label")]
    [InlineData("width: page is")]
    [InlineData("weight: ")]
    public async Task A_fault_is_found(string fault)
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit/bad");
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => probe.AssertSoundAsync(maxBytes: 100));
        Assert.Contains(fault, failure.Message);
    }

    [Fact]
    public async Task A_control_that_Tab_does_not_reach_is_found()
    {
        await using var probe = await browser.OpenAsync(host.Address, "/_kit/bad");
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => probe.TabThroughAsync());
        Assert.Contains("never reached", failure.Message);
    }

    [Fact]
    public void The_short_run_sees_everything_in_time()
    {
        var seen = Enumerable.Range(0, 200).Select(commit => Matrix.Choose("commit" + commit, "/events", Matrix.All.Count)).ToHashSet();
        Assert.Equal(8, Matrix.All.Count);
        Assert.Equal(Matrix.All.Count, seen.Count);
        Assert.Equal(Matrix.Choose("c", "/p", 8), Matrix.Choose("c", "/p", 8));
    }
}
