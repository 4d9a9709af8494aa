using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Tracker.BrowserTests.Harness;

/// <summary>
/// An open page and everything that went wrong in it: console errors (a refused script or style is one), exceptions,
/// failed requests, requests to elsewhere. <see cref="AssertSoundAsync"/> also asks for its width, weight and accessibility.
/// </summary>
public sealed class PageProbe : IAsyncDisposable
{
    private const int MaxBytes = 150 * 1024;

    private readonly ConcurrentQueue<string> _problems = new();
    private readonly Reader _reader;
    private readonly Uri _server;
    private readonly bool _ownsContext;
    private long _bytes;

    private PageProbe(IPage page, Uri server, Reader reader, bool ownsContext) =>
        (Page, _server, _reader, _ownsContext) = (page, server, reader, ownsContext);

    public IPage Page { get; }

    /// <summary>What the server sent for the last address, all files together.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The status of the last <see cref="GoToAsync"/>.</summary>
    public int Status { get; private set; }

    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>Statuses of 400 and above that a test provokes on purpose; any other is a problem.</summary>
    public HashSet<int> Expected { get; } = [];

    public static async Task<PageProbe> AttachAsync(IPage page, Uri server, Reader reader, bool ownsContext = false)
    {
        var probe = new PageProbe(page, server, reader, ownsContext);
        page.Console += (_, message) => probe.OnConsole(message);
        page.PageError += (_, error) => probe._problems.Enqueue("exception: " + error);
        page.Request += (_, request) => probe.OnRequest(request);
        page.RequestFailed += (_, request) => probe.OnFailed(request);
        page.Response += (_, response) => probe.OnResponse(response);
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        network.Event("Network.loadingFinished").OnEvent += (_, e) =>
            Interlocked.Add(ref probe._bytes, (long)(e?.GetProperty("encodedDataLength").GetDouble() ?? 0));
        return probe;
    }

    public async Task GoToAsync(string path)
    {
        Interlocked.Exchange(ref _bytes, 0);
        // Not NetworkIdle: a live page keeps its stream open for ever.
        var response = await Page.GotoAsync(new Uri(_server, path).ToString(), new() { WaitUntil = WaitUntilState.Load });
        Status = response?.Status ?? 0;
    }

    /// <summary>Fails with everything that is wrong, not only the first thing.</summary>
    public async Task AssertSoundAsync(int maxBytes = MaxBytes)
    {
        var problems = new List<string>(_problems);
        problems.AddRange(await WidthProblemsAsync());
        problems.AddRange(await Axe.RunAsync(Page, _reader));
        if (Bytes > maxBytes) problems.Add($"weight: {Bytes:N0} bytes, at most {maxBytes:N0}");
        Assert.True(problems.Count == 0, $"{Page.Url} as {_reader}:\n" + string.Join('\n', problems));
    }

    /// <summary>Nothing may make the page itself scroll sideways; a wide table scrolls in its own box.</summary>
    public async Task<IReadOnlyList<string>> WidthProblemsAsync()
    {
        var found = await Page.EvaluateAsync<string[]>("""
            () => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return [];
              const scrolls = element => { for (let e = element.parentElement; e; e = e.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX)) return true; return false; };
              const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1 && !scrolls(e));
              return [`page is ${document.documentElement.scrollWidth} wide in a window of ${width}`, ...wide.slice(0, 5).map(e => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} "${e.textContent.trim().slice(0, 40)}"`)];
            }
            """);
        return [.. found.Select(one => "width: " + one)];
    }

    /// <summary>Every link and control, in the order in which Tab reaches them; see <see cref="Keyboard"/>.</summary>
    public Task<IReadOnlyList<string>> TabThroughAsync() => Keyboard.TabThroughAsync(Page);

    /// <summary>For somebody to look at, so only where somebody asked for it: in the long run, or by TRACKER_SCREENSHOTS=1.</summary>
    public async Task ScreenshotAsync(string name, bool fullPage = true)
    {
        if (!Matrix.IsLong && Environment.GetEnvironmentVariable("TRACKER_SCREENSHOTS") != "1") return;
        var file = Path.Combine(Folders.Artifacts, $"{name}-{_reader}.png");
        Directory.CreateDirectory(Folders.Artifacts);
        await Page.ScreenshotAsync(new() { Path = file, FullPage = fullPage });
    }

    /// <summary>How long a page that is warm took to its first paint, in milliseconds, by the browser's own clock.</summary>
    public async Task<double> FirstPaintAsync()
    {
        // Told when it happens, which may be after the load event.
        return await Page.EvaluateAsync<double>("""
            () => new Promise(resolve => new PerformanceObserver(list => {
              const paint = list.getEntriesByName('first-contentful-paint')[0];
              if (paint) resolve(paint.startTime);
            }).observe({ type: 'paint', buffered: true }))
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ownsContext) await Page.Context.DisposeAsync();
        else await Page.CloseAsync();
    }

    private void OnConsole(IConsoleMessage message)
    {
        if (message.Type is not ("error" or "warning")) return;
        // The browser repeats each failed status in the console; OnResponse judges those.
        if (message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) return;
        _problems.Enqueue($"console {message.Type}: {message.Text}");
    }

    private void OnRequest(IRequest request)
    {
        var uri = new Uri(request.Url);
        if (uri.Scheme is "http" or "https" or "ws" or "wss" && uri.Authority != _server.Authority)
            _problems.Enqueue("external request: " + request.Url);
    }

    private void OnFailed(IRequest request)
    {
        // Leaving a page ends its stream and what it was still fetching.
        if (request.Failure is "net::ERR_ABORTED") return;
        _problems.Enqueue($"failed request: {request.Url} {request.Failure}");
    }

    private void OnResponse(IResponse response)
    {
        if (response.Status >= 400 && !Expected.Contains(response.Status)) _problems.Enqueue($"status {response.Status}: {response.Url}");
    }
}
