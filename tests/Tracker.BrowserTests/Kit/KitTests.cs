using Tracker.BrowserTests.Harness;

namespace Tracker.BrowserTests.Kit;

/// <summary>Every page of the kit, read in all the ways there are.</summary>
public sealed class KitTests(BrowserFixture browser, KitHost host)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "kit", "/_kit" },
        { "kit-filtered", "/_kit?type=deployment&type=incident&status=success&range=7d&page=3" },
        { "form", "/_kit/form" },
        { "live", "/_kit/live" },
        { "chart", "/_kit/chart" },
        { "empty", "/_kit/empty" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_sound(string name, string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await browser.OpenAsync(host.Address, path, reader);
            Assert.Equal(200, probe.Status);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_usable_by_keyboard_alone(string name, string path)
    {
        Assert.NotEmpty(name);
        await using var probe = await browser.OpenAsync(host.Address, path);
        var names = await probe.TabThroughAsync();
        Assert.Equal("Skip to the content", names[0]);
    }
}
