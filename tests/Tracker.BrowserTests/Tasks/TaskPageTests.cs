using System.Net.Http.Json;
using Microsoft.Playwright;
using Tracker.BrowserTests.Access;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tracker.BrowserTests.Tasks;

/// <summary>The pages of tasks, in all the ways there are to read them, and their forms filled in by hand.</summary>
public sealed class TaskPageTests(BrowserFixture browser, TasksApp app, AccessApp access) : IClassFixture<TasksApp>
{
    [Theory]
    [InlineData("tasks", "/tasks", 200)]
    [InlineData("task", "/tasks/{id}", 200)]
    [InlineData("task-new", "/tasks/new", 200)]
    [InlineData("task-child", "/tasks/{child}", 200)]
    [InlineData("tasks-down", "/tasks?state=down&tag=db", 200)]
    [InlineData("task-badges", "/tasks/badges", 200)]
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

    [Theory, InlineData("/admin/ping-key")]
    public async Task The_page_of_the_ping_key_is_sound_and_who_administers_renews_it(string path)
    {
        foreach (var reader in Matrix.For(path))
        {
            await using var probe = await access.OpenAsync(browser, path, reader);
            var old = await probe.Page.Locator("pre").First.InnerTextAsync();
            await probe.ScreenshotAsync("ping-key");
            await probe.AssertSoundAsync();
            await probe.Page.GetByRole(AriaRole.Button, new() { Name = "Renew it" }).First.ClickAsync();
            await probe.Page.Locator("#renew-ping").GetByRole(AriaRole.Button, new() { Name = "Make another" }).ClickAsync();
            await Expect(probe.Page.Locator(".flash")).ToContainTextAsync("another key");
            await Expect(probe.Page.Locator("pre").First).Not.ToHaveTextAsync(old);
        }
    }

    /// <summary>With and without script alike: the answers are pages.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task The_form_shows_the_next_runs_before_anything_is_stored(bool script)
    {
        await using var probe = await OpenAsync("/tasks/new", Reader.Default with { JavaScript = script }, 200);
        probe.Expected.Add(422);
        var page = probe.Page;
        var check = page.GetByRole(AriaRole.Button, new() { Name = "Show the next runs" });
        await page.GetByLabel("Name").FillAsync(Some.Name("Nightly"));
        await page.GetByLabel("Or as in a crontab").FillAsync("0 25 * * *");
        await check.ClickAsync();
        await Expect(page.Locator("#f-cron-error")).ToContainTextAsync("five fields");
        await page.GetByLabel("Or as in a crontab").FillAsync("30 2 * * 1");
        await page.GetByLabel("Down after failed runs").FillAsync("2");
        await page.GetByLabel("Among the last runs").FillAsync("3");
        await check.ClickAsync();
        await Expect(page.Locator("#check li")).ToHaveCountAsync(5);
        await Expect(page.GetByLabel("Or as in a crontab")).ToHaveValueAsync("30 2 * * 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the task" }).ClickAsync();
        await Expect(page.Locator("#task-facts")).ToContainTextAsync("2 of the last 3 runs failed");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_task_is_snoozed_and_paused_until_a_time(bool script)
    {
        var id = await app.CreateAsync(new { name = Some.Name("Snoozed"), period = "1d" });
        await using var probe = await OpenAsync($"/tasks/{id}", Reader.Default with { JavaScript = script }, 200);
        var page = probe.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Snooze", Exact = true }).First.ClickAsync();
        await page.Locator("#snooze-for").SelectOptionAsync("4h");
        await page.Locator("#snooze").GetByRole(AriaRole.Button, new() { Name = "Snooze" }).ClickAsync();
        await Expect(page.Locator("#task-facts")).ToContainTextAsync("Snoozed until");
        await page.GetByRole(AriaRole.Button, new() { Name = "End the snooze", Exact = true }).First.ClickAsync();
        await page.Locator("#unsnooze").GetByRole(AriaRole.Button, new() { Name = "End the snooze" }).ClickAsync();
        await Expect(page.Locator("#task-facts")).Not.ToContainTextAsync("Snoozed until");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).First.ClickAsync();
        await page.Locator("#pause-until").FillAsync(DateTime.UtcNow.AddDays(2).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator("#pause").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator("#task-facts")).ToContainTextAsync("Paused until");
    }

    [Fact]
    public async Task Tasks_are_found_by_state_and_tag()
    {
        await using var probe = await OpenAsync("/tasks", Reader.Default, 200);
        var page = probe.Page;
        await page.Locator(".chips").GetByRole(AriaRole.Link, new() { Name = "Down" }).ClickAsync();
        await Expect(page.Locator("table.tasks tbody")).ToContainTextAsync("Offsite copy");
        await Expect(page.Locator("table.tasks tbody")).Not.ToContainTextAsync("Archive of");
        await page.Locator("#tag").FillAsync("nobody-has-it");
        await page.Locator("#tag").PressAsync("Enter");
        await Expect(page.Locator("#task-list")).ToContainTextAsync("No task fits.");
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
        await probe.GoToAsync(path.Replace("{id}", app.TaskId, StringComparison.Ordinal).Replace("{child}", app.ChildId, StringComparison.Ordinal));
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

    /// <summary>One that is down, as is what it depends on.</summary>
    public string ChildId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = "the-key-of-the-jobs", ["TRACKER_ALLOW_ANONYMOUS"] = "write" });
        _app.Http.DefaultRequestHeaders.Add("X-API-KEY", "the-key-of-the-jobs");
        TaskId = await CreateAsync(new { name = "Nightly backup of the shop", cron = "0 2 * * *", timezone = "Europe/Paris", tags = new[] { "db" }, service = "shop", environment = "production" });
        await CreateAsync(new { name = "Monthly report with a long name that nobody would ever want to read as a whole" });
        _ping = (await _app.GetAsync($"/api/tasks/{TaskId}")).TextAt("ping_path");
        await PingAsync("/start", "");
        await PingAsync("", "dumped 12 tables");
        // Five at once are what one task takes.
        await PingAsync("/start", "");
        await PingAsync("", "dumped 13 tables");
        var storage = await CreateAsync(new { name = "Storage reachable", period = "5m", grace = "1m", tags = new[] { "db", "storage" } });
        ChildId = await CreateAsync(new { name = "Offsite copy", cron = "0 4 * * *", parent = "Storage reachable", tags = new[] { "db" }, failures = 1, of = 3 });
        foreach (var id in new[] { storage, ChildId }) await FailAsync(id);
        await PostAsync($"/api/tasks/{ChildId}/snooze", new { @for = "2h" });
        var paused = await CreateAsync(new { name = "Archive of <b>old</b> orders", period = "1w" });
        await PostAsync($"/api/tasks/{paused}/pause", new { until = DateTimeOffset.UtcNow.AddDays(3) });
    }

    private async Task FailAsync(string id)
    {
        var ping = (await _app.GetAsync($"/api/tasks/{id}")).TextAt("ping_path");
        Assert.Equal(200, (await _app.GetAsync(ping + "/fail")).Status);
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _app.Http.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }

    public async Task PingAsync(string signal, string body)
    {
        using var content = new StringContent(body);
        using var answer = await _app.Http.PostAsync(_ping + signal, content);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public async Task<string> CreateAsync(object task)
    {
        using var answer = await _app.Http.PostAsJsonAsync("/api/tasks", task);
        answer.EnsureSuccessStatusCode();
        return new Answer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()).TextAt("id");
    }
}
