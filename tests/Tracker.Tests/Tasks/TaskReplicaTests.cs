using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Server;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Notifications;

namespace Tracker.Tests.Tasks;

/// <summary>Real servers, alone or two over one database, and a real receiver of their alerts.</summary>
public sealed class TaskReplicaTests
{
    private const int Count = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_replicas_write_and_tell_of_each_change_of_a_state_once()
    {
        var settings = await Outside.PostgresAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var one = await StartAsync(settings);
        await using var two = await StartAsync(settings);
        using var here = Administer(one);
        using var there = Administer(two);
        await RuleAsync(here, receiver, ["task.late", "task.down"]);
        var scheduled = new List<string>();
        var daily = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var http = i % 2 == 0 ? here : there;
            scheduled.Add(await CreateAsync(http, new { name = $"scheduled-{i}", period = 10, grace = 2 }));
            daily.Add(await CreateAsync(http, new { name = $"daily-{i}", datapoints = 3 }));
            Assert.True((await http.GetAsync((string)(await TaskAsync(http, scheduled[i]))["ping_path"]!, Ct)).IsSuccessStatusCode);
        }

        // A week later no daily task has a job; both replicas find that a day of theirs is over.
        await using (var store = await OpenAsync(settings))
        {
            await store.WriteAsync(write => write.ExecuteAsync("UPDATE task SET created_at = created_at - $1 WHERE period IS NULL", Week), Ct);
            await store.WriteAsync(write => write.ExecuteAsync("DELETE FROM task_zone"), Ct);
        }

        foreach (var id in scheduled) await BecomesAsync(there, id, "down");
        foreach (var id in daily) await BecomesAsync(here, id, "down");
        var expected = scheduled.SelectMany(id => new[] { ("task.late", id), ("task.down", id) }).Concat(daily.Select(id => ("task.down", id))).Order().ToList();
        await Poll.UntilAsync(() => receiver.Requests.Count >= expected.Count, Patience, Ct);
        Assert.Equal(expected, receiver.Requests.Select(r => JsonNode.Parse(r.Body)!).Select(a => ((string)a["kind"]!, (string)a["subject"]!)).Order());
        foreach (var id in scheduled) Assert.Equal(["down", "late", "up"], await HistoryAsync(here, id));
        foreach (var id in daily) Assert.Equal(["down"], await HistoryAsync(here, id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_may_have_run_while_the_server_was_stopped_is_unknown_and_raises_no_alarm(bool onPostgres)
    {
        var settings = onPostgres ? await Outside.PostgresAsync() : Outside.Settings();
        await using var receiver = await Receiver.StartAsync();
        await using var server = await StartAsync(settings);
        string waiting, running, down;
        using (var http = Administer(server))
        {
            await RuleAsync(http, receiver, ["task.late", "task.down"]);
            (waiting, running, down) = (await PingedAsync(http, ""), await PingedAsync(http, "/start"), await PingedAsync(http, "/fail"));
            await Poll.UntilAsync(() => receiver.Requests.Count == 1, Patience, Ct);
        }

        await server.StopAsync(ct: Ct);
        await LaterAsync(onPostgres ? settings : new() { ["DATA_DIR"] = server.DataDirectory }, TimeSpan.FromMinutes(30));
        await server.StartAgainAsync(Ct);

        using var again = Administer(server);
        foreach (var id in new[] { waiting, running })
        {
            await BecomesAsync(again, id, "unknown");
            Assert.Contains("Tracker did not run", (string)(await TaskAsync(again, id))["why"]!, StringComparison.Ordinal);
            Assert.DoesNotContain("late", await HistoryAsync(again, id));
        }

        Assert.Equal("down", (string)(await TaskAsync(again, down))["state"]!);
        Assert.Equal("task.down", Assert.Single(receiver.Requests.Select(r => (string)JsonNode.Parse(r.Body)!["kind"]!)));
    }

    private static long Week => (long)TimeSpan.FromDays(7).TotalMicroseconds;

    /// <summary>The same store as so much time later would find it.</summary>
    private static async Task LaterAsync(IReadOnlyDictionary<string, string> settings, TimeSpan by)
    {
        await using var store = await OpenAsync(settings);
        await store.WriteAsync(
            async write =>
            {
                await write.ExecuteAsync("UPDATE task SET expected_at = expected_at - $1, next_deadline = next_deadline - $1, started_at = started_at - $1", (long)by.TotalMicroseconds);
                return await write.ExecuteAsync("UPDATE task_watch SET seen_at = seen_at - $1", (long)by.TotalMicroseconds);
            },
            Ct);
    }

    private static Task<IDatabase> OpenAsync(IReadOnlyDictionary<string, string> settings) => Database.OpenAsync(
        new() { DataDirectory = settings.GetValueOrDefault("DATA_DIR", ""), DatabaseUrl = settings.GetValueOrDefault("DATABASE_URL") },
        [typeof(TrackerServer).Assembly], TimeProvider.System, NullLoggerFactory.Instance, Ct);

    private static Task<TrackerProcess> StartAsync(IReadOnlyDictionary<string, string> settings) => TrackerProcess.StartAsync(
        new() { Environment = settings.Append(new("TRACKER_SECRET_KEY", "a key for tests alone, 32 characters")).ToDictionary(s => s.Key, string? (s) => s.Value) }, Ct);

    private static HttpClient Administer(TrackerProcess server)
    {
        var http = server.CreateHttpClient();
        Outside.Administer(http);
        return http;
    }

    private static async Task RuleAsync(HttpClient http, Receiver receiver, string[] kinds)
    {
        using var made = await http.PostAsJsonAsync("/api/v1/channels", new { name = "hook", kind = "webhook", config = new { url = receiver.Url("/").ToString() } }, Ct);
        var channel = (string)(await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!;
        using var rule = await http.PostAsJsonAsync("/api/v1/rules", new { channel, kinds }, Ct);
        Assert.True(rule.IsSuccessStatusCode, await rule.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<string> PingedAsync(HttpClient http, string signal)
    {
        var id = await CreateAsync(http, new { name = "task" + signal.Replace('/', '-'), period = "20m", grace = "20m" });
        using var answer = await http.GetAsync((string)(await TaskAsync(http, id))["ping_path"]! + signal, Ct);
        Assert.True(answer.IsSuccessStatusCode);
        return id;
    }

    private static async Task<string> CreateAsync(HttpClient http, object task)
    {
        using var made = await http.PostAsJsonAsync("/api/tasks", task, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
        return (await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!.ToString();
    }

    private static async Task<JsonNode> TaskAsync(HttpClient http, string id) => (await http.GetFromJsonAsync<JsonNode>($"/api/tasks/{id}", Ct))!;

    private static Task BecomesAsync(HttpClient http, string id, string state) =>
        Poll.UntilAsync(async () => (string)(await TaskAsync(http, id))["state"]! == state, Patience, Ct, $"task {id} is {state}");

    private static async Task<string[]> HistoryAsync(HttpClient http, string id) =>
        [.. (await http.GetFromJsonAsync<JsonNode>($"/api/tasks/{id}/changes", Ct))!.AsArray().Select(c => (string)c!["to"]!)];
}
