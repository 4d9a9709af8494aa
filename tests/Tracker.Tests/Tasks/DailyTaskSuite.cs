using Tracker.Testing;

namespace Tracker.Tests.Tasks;

public sealed class SqliteDailyTaskTests : DailyTaskSuite<TaskAppFixture>;

public sealed class PostgresDailyTaskTests : DailyTaskSuite<TaskPostgresFixture>;

/// <summary>The daily rule over days, each test with an app and a clock of its own.</summary>
public abstract class DailyTaskSuite<T> : IAsyncLifetime
    where T : TaskAppFixture, new()
{
    private readonly T _fixture = new();

    public async ValueTask InitializeAsync() => await _fixture.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _fixture.DisposeAsync();
    }

    [Theory]
    [InlineData("XXXXX", 5, 0, "OK", "5 jobs >= 5 datapoints - 0 tolerance")]
    [InlineData("_XXX__", 5, 2, "OK", "3 jobs >= 5 datapoints - 2 tolerance")]
    [InlineData("XXX", 5, 0, "INSUFFICIENT", "Task needs 5 datapoints to determine status. We'll have to wait 2 more days")]
    [InlineData("XXX___", 5, 1, "ERROR", "This assertion failed: 3 jobs >= 5 datapoints - 1 tolerance")]
    public async Task The_table_holds_day_by_day(string days, int datapoints, int tolerance, string status, string why)
    {
        var id = await _fixture.CreateAsync(new { name = Some.Name(), datapoints, tolerance });
        for (var i = 0; i < days.Length; i++)
        {
            if (i > 0) _fixture.Clock.Leap(TimeSpan.FromDays(1));
            // Two jobs of a day are one data point.
            for (var job = 0; days[i] == 'X' && job < 2; job++) Assert.Equal(201, (await _fixture.PostAsync($"/api/tasks/{id}/jobs")).Status);
        }

        var task = await _fixture.TaskAsync(id);
        Assert.Equal((status, why), (task.TextAt("status"), task.TextAt("why")));
        var report = await _fixture.PostAsync("/api/reports", new { });
        Assert.Equal(status == "ERROR" ? "ERR" : "OK", report.TextAt("status"));
        Assert.Equal(status != "INSUFFICIENT", (bool)report.At("tasks.0.isReady")!);
        Assert.Equal(days.Count(d => d == 'X'), (int)report.At("tasks.0.status")!);
    }

    [Fact]
    public async Task A_day_ends_at_midnight_of_its_zone()
    {
        // 23:30 in Tokyo, of which an hour later it is tomorrow; in UTC it is the same day.
        var id = await _fixture.CreateAsync(new { name = Some.Name(), datapoints = 2, timezone = "Asia/Tokyo" });
        var utc = await _fixture.CreateAsync(new { name = Some.Name(), datapoints = 2 });
        _fixture.Clock.Leap(TimeSpan.FromHours(5));
        foreach (var task in new[] { id, utc }) await _fixture.PostAsync($"/api/tasks/{task}/jobs");
        _fixture.Clock.Leap(TimeSpan.FromHours(1));
        foreach (var task in new[] { id, utc }) await _fixture.PostAsync($"/api/tasks/{task}/jobs");
        Assert.Equal("OK", (await _fixture.TaskAsync(id)).TextAt("status"));
        Assert.Equal("INSUFFICIENT", (await _fixture.TaskAsync(utc)).TextAt("status"));
    }
}
