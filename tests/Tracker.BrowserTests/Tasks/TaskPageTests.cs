using System.Net.Http.Json;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Tasks;

/// <summary>The pages of tasks, in all the ways there are to read them, and their forms filled in by hand.</summary>
public sealed class TaskPageTests(BrowserFixture browser, TasksApp app) : IClassFixture<TasksApp>
{
    [Theory]
    [InlineData("tasks", "/tasks", 200)]
    [InlineData("task", "/tasks/{id}", 200)]
    [InlineData("task-new", "/tasks/new", 200)]
    [InlineData("task-missing", "/tasks/999999", 404)]
    public async Task A_page_is_sound(string name, string path, int status)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await OpenAsync(path, reader, status);
            await probe.ScreenshotAsync(name);
            await probe.AssertSoundAsync();
        }
    }

    [Fact]
    public async Task Without_a_task_the_page_shows_the_command_that_makes_one()
    {
        await using var empty = await TrackerApp.StartAsync();
        await using var probe = await browser.OpenAsync(empty.HttpAddress, "/tasks");
        await Expect(probe.Page.Locator(".empty pre")).ToContainTextAsync("/api/backups");
    }

    [Fact]
    public async Task A_task_is_made_changed_paused_and_deleted()
    {
        await using var probe = await OpenAsync("/tasks/new", Reader.Default, 200);
        probe.Expected.Add(422);
        var page = probe.Page;
        var name = Some.Name("Nightly");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Or as in a crontab").FillAsync("every night");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the task" }).ClickAsync();
        await Expect(page.Locator("#f-cron-error")).ToContainTextAsync("five fields");
        await page.GetByLabel("Or as in a crontab").FillAsync("0 2 * * *");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the task" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync(name);
        await Expect(page.Locator("#task-next li")).ToHaveCountAsync(5);

        await page.GetByLabel("Or as in a crontab").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Expect(page.Locator("#task-facts")).ToContainTextAsync("7 of 7 days");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).First.ClickAsync();
        await page.Locator("#pause").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.Locator(".flash")).ToContainTextAsync("deleted");
    }

    [Fact]
    public async Task A_ping_appears_on_the_open_page()
    {
        await using var probe = await OpenAsync("/tasks/{id}", Reader.Default, 200);
        await Expect(probe.Page.Locator("#live")).ToHaveTextAsync("Live");
        await app.PingAsync("/fail", "it broke");
        await Expect(probe.Page.Locator("#task-pings")).ToContainTextAsync("it broke");
        await Expect(probe.Page.Locator("#task-changes")).ToContainTextAsync("It reported a failure");
    }

    private async Task<PageProbe> OpenAsync(string path, Reader reader, int status)
    {
        var probe = await browser.OpenAsync(app.Address, "about:blank", reader);
        if (status == 404) probe.Expected.Add(404);
        await probe.GoToAsync(path.Replace("{id}", app.TaskId, StringComparison.Ordinal));
        Assert.Equal(status, probe.Status);
        return probe;
    }
}

/// <summary>The real server with tasks as a platform has them.</summary>
public sealed class TasksApp : IAsyncLifetime
{
    private TrackerApp _app = null!;
    private string _ping = "";

    public Uri Address => _app.HttpAddress;

    public string TaskId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = "the-key-of-the-jobs", ["TRACKER_ALLOW_ANONYMOUS"] = "write" });
        _app.Http.DefaultRequestHeaders.Add("X-API-KEY", "the-key-of-the-jobs");
        TaskId = await CreateAsync(new { name = "Nightly backup of the shop", cron = "0 2 * * *", timezone = "Europe/Paris", tags = new[] { "db" }, service = "shop", environment = "production" });
        await CreateAsync(new { name = "Monthly report with a long name that nobody would ever want to read as a whole" });
        _ping = (await _app.GetAsync($"/api/tasks/{TaskId}")).TextAt("ping_path");
        await PingAsync("/start", "");
        await PingAsync("", "dumped 12 tables");
    }

    public async Task PingAsync(string signal, string body)
    {
        using var content = new StringContent(body);
        using var answer = await _app.Http.PostAsync(_ping + signal, content);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<string> CreateAsync(object task)
    {
        using var answer = await _app.Http.PostAsJsonAsync("/api/tasks", task);
        answer.EnsureSuccessStatusCode();
        return new Answer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()).TextAt("id");
    }
}
