using System.Globalization;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class TimelineCommandTests(CliServer server) : IClassFixture<CliServer>
{
    private string[] To => ["-rh", server.App.UdpAddress.Address.ToString(), "-rp", server.App.UdpAddress.Port.ToString(CultureInfo.InvariantCulture)];

    [Fact]
    public async Task Datagrams_make_a_timeline()
    {
        var context = Some.Name("ci/build");
        await server.OutputAsync(["timeline", "new", context, "build 42", .. To]);
        await server.OutputAsync(["timeline", "start", context, "build.compile", "--hostname", "node-1", .. To]);
        await server.OutputAsync(["timeline", "end", context, "build.compile", "--hostname", "node-1", "--status", "failed", .. To]);
        await server.OutputAsync(["timeline", "event", context, "tagged", .. To]);

        var timeline = await TimelineAsync(context, t => t["Events"]!.AsArray().Count == 2 && t["Open"]!.GetValue<int>() == 0);
        Assert.Equal("build 42", (string)timeline["Label"]!);
        Assert.Equal("build.compile node-1 failed ended", Shown(timeline["Events"]![0]!));
        Assert.Equal("tagged   point", Shown(timeline["Events"]![1]!));
    }

    [Fact]
    public async Task Called_as_upto_client_it_takes_that_programs_syntax()
    {
        using var folder = new TempFolder();
        var uptoClient = folder.PathOf("upto-client");
        File.CreateSymbolicLink(uptoClient, Repository.Cli);
        var context = Some.Name("upto");
        string[][] calls =
        [
            ["new", context], ["-i", "start", context, "by-address"], ["-i", "end", context, "by-address"], ["-a", "s", context, "by-name"], ["e", context, "by-name", "-a"],
            ["--hostname", "db1", "start", context, "ancestor.parent.event"], ["-n", "db1", "end", context, "ancestor.parent.event"], ["v", context, "point"],
        ];
        foreach (var call in calls)
        {
            await using var client = await ChildProcess.RunAsync(uptoClient, [.. To.Select(o => o.Replace("-rh", "--rh").Replace("-rp", "--remoteport")), .. call], server.Environment(key: null));
            Assert.Equal((0, "", ""), (client.ExitCode, client.Output, client.Errors));
        }

        var timeline = await TimelineAsync(context, t => t["Events"]!.AsArray().Count == 4 && t["Open"]!.GetValue<int>() == 0);
        var hosts = timeline["Events"]!.AsArray().ToDictionary(e => (string)e!["Name"]!, e => (string?)e!["Host"]);
        Assert.Equal("127.0.0.1", hosts["by-address"]);
        Assert.Equal(System.Environment.MachineName, hosts["by-name"]);
        Assert.Equal("db1", hosts["ancestor.parent.event"]);
        Assert.Null(hosts["point"]);

        await using var help = await ChildProcess.RunAsync(uptoClient, ["--help"]);
        Snapshot.Matches("help-upto-client", help.Output);
    }

    [Theory]
    [InlineData("127.0.0.1", "1")]
    [InlineData("no-such-host.invalid", "8123")]
    [InlineData("255.255.255.255", "8123")]
    public async Task Whatever_the_network_does_a_datagram_fails_nobody(string host, string port)
    {
        await using var tracker = await server.RunAsync("timeline", "start", "ci", "build", "-rh", host, "-rp", port);
        Assert.Equal((0, ""), (tracker.ExitCode, tracker.Output));
    }

    [Fact]
    public async Task Over_HTTP_it_is_told_what_became_of_it()
    {
        var context = Some.Name("http");
        Assert.Equal("recorded\n", await server.OutputAsync("timeline", "new", context, "one", "--http"));
        Assert.Equal("recorded\n", await server.OutputAsync("timeline", "start", context, "step", "--http", "-i"));
        await server.RefusedAsync(1, "is open already", "timeline", "start", context, "step", "--http", "-i");
        await server.RefusedAsync(3, "cannot be reached", "timeline", "start", context, "step", "--http", "--server", "http://127.0.0.1:1");
        Assert.Equal("step 127.0.0.1  open", Shown((await TimelineAsync(context, t => t["Events"]!.AsArray().Count == 1))["Events"]![0]!));
    }

    [Fact]
    public async Task What_no_server_could_read_is_wrong_usage()
    {
        await server.RefusedAsync(2, "name must have something before", "timeline", "start", "ci", "a..b");
        await server.RefusedAsync(2, "512 bytes", "timeline", "start", new string('c', 513), "a");
        await server.RefusedAsync(2, "--remoteport may be", "timeline", "start", "ci", "a", "-rp", "0");
        await server.RefusedAsync(2, "'skipped'", "timeline", "end", "ci", "a", "--status", "fine");
    }

    [Fact]
    public async Task Timelines_are_listed_shown_compared_and_exported()
    {
        var context = Some.Name("shown/build");
        await WriteAsync(context, "one", "2026-03-02T10:00:00Z", 10, 40);
        await WriteAsync(context, "two", "2026-03-02T11:00:00Z", 10, 70);

        Assert.Contains(context, await server.OutputAsync("timeline", "list"));
        Snapshot.Matches("timeline-list", Plain(await server.OutputAsync("timeline", "list", context)));
        Snapshot.Matches("timeline-show", Plain(await server.OutputAsync("timeline", "show", context, "one")));
        Snapshot.Matches("timeline-compare", Plain(await server.OutputAsync("timeline", "compare", context, "two", "one")));
        Assert.Contains("Label: two", await server.OutputAsync("timeline", "show", context, "--output", "yaml"));

        Assert.NotNull(JsonNode.Parse(await server.OutputAsync("timeline", "export", context))!["traceEvents"]);
        using var folder = new TempFolder();
        await server.OutputAsync("timeline", "export", context, "one", "--format", "svg", "--file", folder.PathOf("x.svg"));
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(folder.PathOf("x.svg"), TestContext.Current.CancellationToken));
        await server.RefusedAsync(1, "no-such", "timeline", "show", "no-such");

        string Plain(string text) => text.Replace(context, "shown/build").Replace(Uri.EscapeDataString(context), "shown%2Fbuild");
    }

    private async Task WriteAsync(string context, string label, string begins, params int[] seconds)
    {
        var at = DateTimeOffset.Parse(begins, CultureInfo.InvariantCulture);
        var messages = new JsonArray { Message(label, 3, at) };
        for (var (i, start) = (0, at.AddSeconds(1)); i < seconds.Length; start = start.AddSeconds(seconds[i++]))
        {
            messages.Add((JsonNode)Message("step" + i, 0, start));
            messages.Add((JsonNode)Message("step" + i, 1, start.AddSeconds(seconds[i])));
        }

        Assert.Equal(202, (await server.App.PostAsync($"/api/contexts/{Uri.EscapeDataString(context)}/events", messages)).Status);

        static JsonObject Message(string name, int type, DateTimeOffset time) => new() { ["name"] = name, ["type"] = type, ["time"] = time.ToString("O", CultureInfo.InvariantCulture) };
    }

    private Task<JsonNode> TimelineAsync(string context, Func<JsonNode, bool> isComplete) => Poll.ForAsync(
        async () => await server.App.GetAsync($"/api/contexts/{Uri.EscapeDataString(context)}/latest") is { Status: 200 } answer && isComplete(answer.Json) ? answer.Json : null,
        ct: TestContext.Current.CancellationToken);

    private static string Shown(JsonNode e) => $"{e["Name"]} {e["Host"]} {e["Status"]} {e["Progress"]}";
}
