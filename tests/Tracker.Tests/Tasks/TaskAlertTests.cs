using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Access;

namespace Tracker.Tests.Tasks;

/// <summary>A task that fails is told to whom a rule names.</summary>
public sealed class TaskAlertTests
{
    [Fact]
    public async Task A_task_that_goes_down_leaves_a_delivery()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = "an-admin-key-for-tests" });
        const string key = "an-admin-key-for-tests";
        var channel = await app.AsAsync(key, HttpMethod.Post, "/api/v1/channels", new { name = "log", kind = "console", config = new { } });
        Assert.Equal(201, channel.Status);
        Assert.Equal(201, (await app.AsAsync(key, HttpMethod.Post, "/api/v1/rules", new { channel = channel.TextAt("id"), kinds = new[] { "task.down" } })).Status);
        var made = await app.AsAsync(key, HttpMethod.Post, "/api/tasks", new { name = Some.Name("task"), period = "1h", grace = "5m" });
        Assert.Equal(201, made.Status);
        var task = await app.AsAsync(key, HttpMethod.Get, "/api/tasks/" + made.TextAt("id"));
        Assert.Equal(200, (await app.GetAsync(task.TextAt("ping_path") + "/fail")).Status);

        var deliveries = await app.AsAsync(key, HttpMethod.Get, "/api/v1/deliveries?subject=" + made.TextAt("id"));
        Assert.Contains("is down", deliveries.Text);
    }
}
