using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Tracker.BrowserTests.Harness;

/// <summary>One Chromium for the whole run; every page gets a context of its own, so nothing is shared but the process.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        // The same engine without a window's machinery, which is half of the work of a run.
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium-headless-shell";
        if (!File.Exists(chromium))
        {
            _missing = $"No browser at {chromium}: install Debian's chromium-headless-shell, or name one in CHROMIUM.";
            return;
        }
        if (!File.Exists(Folders.Axe))
        {
            _missing = "axe-core is not installed: run `npm ci` in tests/Tracker.BrowserTests.";
            return;
        }
        _playwright = await Playwright.CreateAsync();
        // Launched so, Playwright makes a user data folder of its own and removes it at the end.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Headless = true, Args = Flags, Timeout = 60_000 });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a page as one kind of reader sees it. The address is the server's; the path may hold a query.</summary>
    public async Task<PageProbe> OpenAsync(Uri server, string path, Reader? reader = null)
    {
        var context = await NewContextAsync(server, reader ?? Reader.Default);
        var probe = await PageProbe.AttachAsync(await context.NewPageAsync(), server, reader ?? Reader.Default, ownsContext: true);
        await probe.GoToAsync(path);
        return probe;
    }

    /// <summary>Several tabs of one browser: they share cookies, locks and channels.</summary>
    public async Task<IBrowserContext> NewContextAsync(Uri server, Reader reader)
    {
        if (_missing is not null) Missing.Because(_missing);
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = server.ToString(),
            ViewportSize = new() { Width = reader.Width, Height = reader.Width < 800 ? 844 : 900 },
            JavaScriptEnabled = reader.JavaScript,
            ColorScheme = reader.Theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            TimezoneId = reader.TimeZone,
            Locale = "en-GB",
            ReducedMotion = ReducedMotion.Reduce,
            IsMobile = reader.Width < 800,
            HasTouch = reader.Width < 800,
        });
        context.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        // The zone is known from the first page on, as it is for everybody but a first visitor; ShellTests covers that one.
        await context.AddCookiesAsync(
        [
            new() { Name = "tz", Value = reader.TimeZone, Url = server.ToString() },
            new() { Name = "theme", Value = reader.Auto ? "auto" : reader.Theme, Url = server.ToString() },
        ]);
        return context;
    }
}
