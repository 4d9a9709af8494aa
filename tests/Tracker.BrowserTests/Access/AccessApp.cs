using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Tracker.BrowserTests.Access;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;

[assembly: AssemblyFixture(typeof(AccessApp))]

namespace Tracker.BrowserTests.Access;

/// <summary>The real server before and after its first user: she registers in the browser, and her session is used by every page.</summary>
public sealed class AccessApp : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private TrackerApp _fresh = null!;
    private TrackerApp _app = null!;
    private readonly SemaphoreSlim _registering = new(1, 1);
    private BrowserContextCookiesResult? _session;

    /// <summary>A server without users.</summary>
    public Uri Fresh => _fresh.HttpAddress;

    public Uri Address => _app.HttpAddress;

    public IReadOnlyList<Endpoint> Endpoints => _app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public async ValueTask InitializeAsync()
    {
        _fresh = await TrackerApp.StartAsync();
        _app = await TrackerApp.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _fresh.DisposeAsync();
        await _app.DisposeAsync();
        _registering.Dispose();
    }

    /// <summary>Opens a page as the administrator.</summary>
    public async Task<PageProbe> OpenAsync(BrowserFixture browser, string path, Reader reader)
    {
        var context = await browser.NewContextAsync(Address, reader);
        var session = await SessionAsync(browser);
        await context.AddCookiesAsync([new() { Name = session.Name, Value = session.Value, Url = Address.ToString() }]);
        var probe = await PageProbe.AttachAsync(await context.NewPageAsync(), Address, reader, ownsContext: true);
        await probe.GoToAsync(path);
        return probe;
    }

    /// <summary>Only the first user may register: pages that are opened at the same time share her session.</summary>
    private async Task<BrowserContextCookiesResult> SessionAsync(BrowserFixture browser)
    {
        await _registering.WaitAsync();
        try
        {
            return _session ??= await RegisterAsync(browser);
        }
        finally
        {
            _registering.Release();
        }
    }

    private async Task<BrowserContextCookiesResult> RegisterAsync(BrowserFixture browser)
    {
        await using var probe = await browser.OpenAsync(Address, "/register", Reader.Default);
        var page = probe.Page;
        await page.Locator("[name='Input.Username']").FillAsync("ada.lovelace");
        await page.Locator("[name='Input.Password']").FillAsync(Password);
        await page.Locator("[name='Input.Again']").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the administrator" }).ClickAsync();
        await page.GetByText("you are the administrator").WaitForAsync();
        return (await page.Context.CookiesAsync()).Single(c => c.Name == "tracker_session");
    }
}
