using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class TaskCommandTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task A_task_is_created_tracked_and_shown()
    {
        var name = Some.Name("task");
        var id = Id(await server.OutputAsync("task", "create", name, "--datapoints", "3", "--tolerance", "1", "--tag", "night", "--tag", "shop", "--output", "json"));

        Assert.Equal($"Noted a job of the task {id}.\n", await server.OutputAsync("track", id));
        Assert.Equal($"Noted a job of the task {name}.\n", await server.OutputAsync("track", "--name", name));

        var jobs = (await server.App.GetAsync($"/api/tasks/{id}/jobs")).Json.AsArray();
        Assert.Equal(2, jobs.Count);
        var shown = JsonNode.Parse(await server.OutputAsync("task", "show", id, "--output", "json"))!;
        Assert.Equal((3, 1, name), ((int)shown["datapoints"]!, (int)shown["tolerance"]!, (string)shown["name"]!));
        Assert.Equal(["night", "shop"], shown["tags"]!.AsArray().Select(t => (string)t!));
    }

    [Fact]
    public async Task A_schedule_is_taken_with_all_of_its_options()
    {
        var parent = Id(await server.OutputAsync("task", "create", Some.Name("parent"), "-o", "json"));
        var id = Id(await server.OutputAsync(
            "task", "create", Some.Name("cron"), "--cron", "30 2 * * 1-5", "--timezone", "Europe/Paris", "--grace", "30m", "--max-run", "1h", "--early", "10m",
            "--failures", "2", "--of", "3", "--parent", parent, "--service", "shop", "--environment", "prod", "--host", "db1", "-o", "json"));

        var task = (await server.App.GetAsync($"/api/tasks/{id}")).Json;
        Assert.Equal("30 2 * * 1-5 Europe/Paris 1800 3600 600 2 3", $"{task["cron"]} {task["timezone"]} {task["grace"]} {task["max_run"]} {task["early"]} {task["failures"]} {task["of"]}");
        Assert.Equal($"{parent} shop db1", $"{task["parent"]} {task["service"]} {task["host"]}");
    }

    [Fact]
    public async Task A_ping_by_number_and_by_address_reports_the_run()
    {
        var id = Id(await server.OutputAsync("task", "create", Some.Name("ping"), "--period", "1h", "-o", "json"));
        var uuid = ((string)(await server.App.GetAsync($"/api/tasks/{id}")).Json["ping_path"]!).Split('/')[^1];

        Assert.Equal("OK\n", await server.OutputAsync("task", "ping", id, "start"));
        await using (var piped = await CliServer.RunWithAsync(server.Environment(key: null), "it said this\n", "task", "ping", uuid, "3", "--message", "-")) Assert.Equal("OK\n", piped.Output);

        var pings = (await server.App.GetAsync($"/api/tasks/{id}/pings")).Json.AsArray();
        Assert.Equal("it said this\n", (string)pings[0]!["body"]!);
        Assert.Equal("down", (string)(await server.App.GetAsync($"/api/tasks/{id}")).Json["state"]!);
    }

    [Fact]
    public async Task The_report_ends_with_1_when_it_is_asked_to_check_and_a_task_is_down()
    {
        var id = Id(await server.OutputAsync("task", "create", Some.Name("down"), "--period", "1h", "-o", "json"));
        await server.OutputAsync("task", "ping", id, "fail");

        Assert.Contains("down", await server.OutputAsync("task", "report"));
        await using var checking = await server.RunAsync("task", "report", "--check");
        Assert.Equal(1, checking.ExitCode);
    }

    [Fact]
    public async Task Every_form_of_a_list_and_of_one_task_is_as_reviewed()
    {
        var tag = Some.Name("tag");
        await server.OutputAsync("task", "create", "snapshot one", "--datapoints", "2", "--tag", tag);
        await server.OutputAsync("task", "create", "snapshot two", "--period", "90m", "--grace", "10m", "--tag", tag, "--environment", "prod");

        foreach (var form in new[] { "table", "json", "yaml" })
        {
            var list = await server.OutputAsync("task", "list", "--tag", tag, "--output", form);
            Snapshot.Matches("task-list-" + form, Numbered(list, tag));
            var id = (await server.OutputAsync("task", "list", "two", "--tag", tag, "-o", "json")) is var json ? (string)JsonNode.Parse(json)![0]!["id"]!.ToString() : "";
            Snapshot.Matches("task-show-" + form, Numbered(await server.OutputAsync("task", "show", id, "--output", form), tag));
        }
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_with_what_to_do()
    {
        var name = Some.Name("taken");
        await server.OutputAsync("task", "create", name);
        await server.RefusedAsync(1, "Choose another name", "task", "create", name);
        await server.RefusedAsync(1, "datapoints", "task", "create", Some.Name("wrong"), "--datapoints", "1000");
        await server.RefusedAsync(1, "999999", "track", "999999");
        await server.RefusedAsync(1, "'list'", "task", "show", "999999");
        await server.RefusedAsync(1, "task show", "task", "ping", Guid.NewGuid().ToString());
    }

    [Fact]
    public async Task What_is_typed_wrongly_is_wrong_usage()
    {
        await server.RefusedAsync(2, "See 'tracker track --help'.", "track");
        await server.RefusedAsync(2, "one of them", "track", "1", "--name", "x");
        await server.RefusedAsync(2, "See 'tracker track --help'.", "track", "abc");
        await server.RefusedAsync(2, "'down'", "task", "list", "--state", "broken");
        await server.RefusedAsync(2, "from 1 to 100000", "task", "list", "--limit", "0");
        await server.RefusedAsync(2, "", "task", "lisst");
    }

    private static string Id(string json) => JsonNode.Parse(json)!["id"]!.ToString();

    /// <summary>Ids and tags differ from run to run.</summary>
    private static string Numbered(string text, string tag) =>
        System.Text.RegularExpressions.Regex.Replace(text.Replace(tag, "tag"), @"(?m)(^ *|""?[Ii]d""?: +)\d+(?=,|$|  snapshot)", "$1#");
}
