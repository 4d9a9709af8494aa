using Microsoft.Playwright;

namespace Tracker.BrowserTests.Harness;

/// <summary>A reader without a mouse.</summary>
internal static class Keyboard
{
    // What a person must be able to reach. Members of a radio group share one stop; what is hidden has none.
    private const string Reachable = """
        () => {
          const seen = e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[inert]');
          const all = [...document.querySelectorAll('a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]')].filter(seen);
          all.forEach((e, i) => e.dataset.probe = i);
          return all.map(e => e.dataset.probe);
        }
        """;

    // Noted by the page itself: asking after each key costs more than the key.
    private const string Watch = """
        () => {
          window.probeVisits = [];
          document.addEventListener('focusin', event => {
            const e = event.target, box = e.getBoundingClientRect(), style = getComputedStyle(e);
            const name = (e.getAttribute('aria-label') || e.textContent.trim() || e.name || e.id || e.tagName).slice(0, 40);
            const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
            window.probeVisits.push([e.dataset.probe ?? '', name, ring ? 'ring' : '', box.width > 0 && box.height > 0 ? 'seen' : '']);
          });
        }
        """;

    /// <summary>Tabs through the page; fails where a control is not reached or shows no focus. Returns the names in order.</summary>
    public static async Task<IReadOnlyList<string>> TabThroughAsync(IPage page)
    {
        var wanted = new HashSet<string>(await page.EvaluateAsync<string[]>(Reachable));
        var names = new List<string>();
        var problems = new List<string>();
        var visited = new HashSet<string>();
        await page.EvaluateAsync(Watch);
        // Members of a group take a few keys more than there are stops.
        foreach (var keys in new[] { wanted.Count, 10, 40 })
        {
            await Task.WhenAll(Enumerable.Range(0, keys).Select(_ => page.Keyboard.PressAsync("Tab")));
            foreach (var visit in await page.EvaluateAsync<string[][]>("() => window.probeVisits.splice(0)"))
            {
                if (visit is not [var id, var name, var ring, var seen] || id.Length == 0 || !visited.Add(id)) continue;
                names.Add(name);
                if (ring.Length == 0) problems.Add($"'{name}' shows no focus");
                if (seen.Length == 0) problems.Add($"'{name}' has the focus and cannot be seen");
            }

            if (visited.Count == wanted.Count) break;
        }

        foreach (var id in wanted.Except(visited))
            problems.Add("not reached by Tab: " + await page.EvaluateAsync<string>("id => document.querySelector(`[data-probe='${id}']`)?.outerHTML.slice(0, 120) ?? '(gone)'", id));
        Assert.True(problems.Count == 0, $"{page.Url} by keyboard:\n" + string.Join('\n', problems));
        return names;
    }
}
