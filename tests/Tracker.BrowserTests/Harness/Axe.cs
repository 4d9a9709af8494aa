using System.Text.Json;
using Microsoft.Playwright;

namespace Tracker.BrowserTests.Harness;

/// <summary>The accessibility rules of axe-core (WCAG 2.2 AA and best practice) on an open page.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Source = new(() => File.ReadAllText(Folders.Axe));

    public static async Task<IReadOnlyList<string>> RunAsync(IPage page, Reader reader)
    {
        // Its rules run as script; a page without script is the same markup, read by the others.
        if (!reader.JavaScript) return [];
        // Evaluated by the debugger, not added as an element: the page's security policy stays in force.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(Source.Value);
        var found = await page.EvaluateAsync<JsonElement>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.flatMap(v =>
              v.nodes.map(n => `axe ${v.id} (${v.impact}): ${n.target.join(' ')} ${n.failureSummary.replace(/\s+/g, ' ')}`))
            """);
        return [.. found.EnumerateArray().Select(one => one.GetString()!)];
    }
}
