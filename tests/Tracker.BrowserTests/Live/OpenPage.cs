using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Live;

/// <summary>A page that somebody has open, which notes by its browser's clock when a text comes, and how.</summary>
internal sealed class OpenPage(IPage page, string path, string region)
{
    /// <summary>Its fetches and the hints before them; a page that is loaded anew forgets all this, and fails.</summary>
    private const string Watch = """
        ([region, text]) => {
          const [ask, channel] = [window.ask ??= window.fetch, new BroadcastChannel('tracker-live')];
          const seen = { hints: [], fetches: 0 };
          channel.onmessage = ({ data }) => { if (data.topics) seen.hints.push(data.topics); };
          window.fetch = (...asked) => { seen.fetches++; return ask(...asked); };
          window.seen = new Promise(resolve => {
            const look = () => {
              if (!document.querySelector(region)?.textContent.includes(text)) return;
              watch.disconnect();
              // The tab that has the stream hears its own hint after it has acted by it.
              const at = Date.now();
              setTimeout(() => { channel.close(); resolve({ ...seen, at }); });
            };
            const watch = new MutationObserver(look);
            watch.observe(document.body, { subtree: true, childList: true, characterData: true });
            look();
          });
        }
        """;

    public string Path => path;

    public IPage Page => page;

    public async Task OpenAsync(Uri server)
    {
        await page.GotoAsync(new Uri(server, path).ToString());
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
    }

    /// <summary>Looks out for a text that is not there yet.</summary>
    public async Task AwaitAsync(string text)
    {
        await Expect(page.Locator(region)).Not.ToContainTextAsync(text);
        await page.EvaluateAsync(Watch, new[] { region, text });
    }

    public async Task<Sight> SeenAsync(TimeSpan atMost)
    {
        var seen = await page.EvaluateAsync<JsonElement>("() => window.seen").WaitAsync(atMost, TestContext.Current.CancellationToken);
        return new(seen.GetProperty("at").GetDouble(), [.. seen.GetProperty("hints").EnumerateArray().Select(h => h.GetString()!)], seen.GetProperty("fetches").GetInt32());
    }
}

/// <param name="At">When it was there, in milliseconds of the browser's clock.</param>
/// <param name="Hints">Of what the page was told meanwhile, each with its topics.</param>
/// <param name="Fetches">How often it asked the server for itself.</param>
internal sealed record Sight(double At, IReadOnlyList<string> Hints, int Fetches);
