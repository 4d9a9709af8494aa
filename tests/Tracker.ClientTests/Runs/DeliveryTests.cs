using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Runs;

/// <summary>Servers that are down, slow or unwilling: the command does not feel it, and in the end everything has arrived, once.</summary>
public sealed class DeliveryTests(RunFixture server) : IClassFixture<RunFixture>, IDisposable
{
    private readonly Wrapper _wrapper = new(server.App.HttpAddress) { Grace = "60" };
    private readonly string _name = "delivery " + Guid.NewGuid();

    private string[] Command => ["--name", _name, "--interval", "0.1", "sh", "-c", "echo out; sleep 0.35; exit 5"];

    public void Dispose() => _wrapper.Dispose();

    [Fact]
    public async Task Without_a_server_the_run_is_kept_and_delivered_later_once()
    {
        var port = Ports.FreeTcp();
        using var wrapper = new Wrapper(new Uri($"http://127.0.0.1:{port}")) { Grace = "60" };
        await using var run = await wrapper.RunAsync(Command);
        Assert.Equal((5, "out\n"), (run.ExitCode, run.Output));
        Assert.Single(run.Errors.Split('\n'), line => line.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.Contains("The run is kept", run.Errors);

        var kept = Assert.Single(wrapper.Kept);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(wrapper.Spool));
        Assert.DoesNotContain(RunFixture.Key, await File.ReadAllTextAsync(kept));
        var samples = JsonNode.Parse(await File.ReadAllTextAsync(kept))!["samples"]!.AsArray().Count;
        Assert.InRange(samples, 1, 20);

        await using var process = await TrackerProcess.StartAsync(new() { StartTimeout = TimeSpan.FromMinutes(3), Environment = new Dictionary<string, string?> { ["HTTP_PORT"] = $"{port}", ["API_KEY"] = RunFixture.Key } });
        await using var next = await wrapper.RunAsync("-q", "--name", "next " + _name, "true");
        await using var deliver = await wrapper.RunAsync("--deliver");
        Assert.Equal(0, deliver.ExitCode);
        Assert.Empty(wrapper.Kept);
        using var http = process.CreateHttpClient();
        http.DefaultRequestHeaders.Add("X-API-KEY", RunFixture.Key);
        var all = JsonNode.Parse(await http.GetStringAsync("/api/v1/test"))!.AsArray();
        var told = Assert.Single(all, r => (string?)r!["name"] == _name)!;
        Assert.Equal((samples, 5, false, false), ((int)told["samples"]!, (int)told["exit_code"]!, (bool)told["active"]!, (bool)told["lost"]!));
        Assert.Single(all, r => (string?)r!["name"] == "next " + _name);
    }

    [Fact]
    public async Task The_next_run_delivers_what_was_kept()
    {
        _wrapper.Environment["API_KEY"] = "wrong";
        await using var refused = await _wrapper.RunAsync(Command);
        Assert.Equal(5, refused.ExitCode);
        Assert.Single(_wrapper.Kept);
        _wrapper.Environment["API_KEY"] = RunFixture.Key;
        await using var next = await _wrapper.RunAsync("-q", "sleep", "1");
        await using var rest = await _wrapper.RunAsync("--deliver");
        Assert.Empty(_wrapper.Kept);
        Assert.Equal(5, (int)(await server.RunOfAsync(_name))["exit_code"]!);
    }

    [Fact]
    public async Task Credentials_that_are_not_taken_are_warned_of_once()
    {
        _wrapper.Environment["API_KEY"] = "wrong";
        await using var run = await _wrapper.RunAsync(Command);
        Assert.Equal((5, "out\n"), (run.ExitCode, run.Output));
        Assert.Single(run.Errors.Split('\n'), line => line.Contains("does not take the credentials of API_KEY", StringComparison.Ordinal));
        await using var deliver = await _wrapper.RunAsync("--deliver");
        Assert.Equal(3, deliver.ExitCode);
        Assert.Single(_wrapper.Kept);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not_waited_for()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var wrapper = new Wrapper(new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"));
        await using (await wrapper.RunAsync("-q", "true")) { }
        var clock = Stopwatch.StartNew();
        await using var run = await wrapper.RunAsync("--name", _name, "sh", "-c", "exit 5");
        // A second of grace, and what a busy machine adds.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.9, 30);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("did not answer", run.Errors);
        Assert.Contains("The run is kept", run.Errors);
        Assert.Equal(2, wrapper.Kept.Length);
    }

    [Fact]
    public async Task An_interrupt_at_the_end_ends_the_waiting()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var wrapper = new Wrapper(new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"));
        await using var run = wrapper.Start("-q", "sh", "-c", "echo over");
        await Poll.UntilAsync(() => run.Output == "over\n");
        while (!run.HasExited) run.Signal(Signal.Interrupt);
        await run.WaitForExitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, run.ExitCode);
        Assert.Single(wrapper.Kept);
    }

    [Theory]
    [InlineData("/test")]
    [InlineData("/usage")]
    [InlineData("/stop")]
    public async Task Answers_that_are_lost_make_nothing_twice(string lost)
    {
        await using var proxy = new LossyProxy(server.App.HttpAddress) { Loses = lost };
        using var wrapper = new Wrapper(proxy.Address) { Grace = "60" };
        await using var run = await wrapper.RunAsync(Command);
        Assert.Equal(5, run.ExitCode);
        // On a busy machine the wrapper may have given the answer up before the proxy did.
        Assert.True(proxy.Lost > 0 || run.Errors.Contains("did not answer", StringComparison.Ordinal), run.Errors);
        proxy.Loses = null;
        await using var deliver = await wrapper.RunAsync("--deliver");
        Assert.Equal(0, deliver.ExitCode);
        Assert.Empty(wrapper.Kept);
        var told = await server.RunOfAsync(_name);
        Assert.Equal((int)told["samples"]!, int.Parse(System.Text.RegularExpressions.Regex.Match(run.Errors, @"(\d+) samples?\n").Groups[1].Value));
        Assert.Equal((false, 5), ((bool)told["active"]!, (int)told["exit_code"]!));
    }

    [Fact]
    public async Task Two_that_deliver_at_once_deliver_everything_once()
    {
        _wrapper.Environment["API_KEY"] = "wrong";
        for (var i = 0; i < 12; i++) await using (await _wrapper.RunAsync("-q", "--name", $"{_name} {i}.", "true")) { }
        Assert.Equal(12, _wrapper.Kept.Length);
        _wrapper.Environment["API_KEY"] = RunFixture.Key;
        var both = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _wrapper.RunAsync("--deliver")));
        Assert.All(both, one => Assert.True(one.ExitCode == 0, one.Errors));
        foreach (var one in both) await one.DisposeAsync();
        Assert.Empty(_wrapper.Kept);
        for (var i = 0; i < 12; i++) Assert.False((bool)(await server.RunOfAsync($"{_name} {i}."))["active"]!);
    }

    [Fact]
    public async Task What_is_kept_has_bounds()
    {
        _wrapper.Environment["API_KEY"] = "wrong";
        await using (await _wrapper.RunAsync("-q", "true")) { }
        var recent = Assert.Single(_wrapper.Kept);
        var old = Path.Combine(_wrapper.Spool, "20200101T000000000000-old.json");
        await File.WriteAllTextAsync(old, "{}");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-8));
        for (var i = 0; i < 7; i++) await File.WriteAllBytesAsync(Path.Combine(_wrapper.Spool, $"2021010{i}T000000000000-big.json"), new byte[10_000_000]);
        await using var run = await _wrapper.RunAsync("sh", "-c", "exit 5");
        Assert.Equal(5, run.ExitCode);
        var left = _wrapper.Kept.Select(Path.GetFileName).ToList();
        Assert.Contains(Path.GetFileName(recent), left);
        Assert.DoesNotContain(Path.GetFileName(old), left);
        Assert.DoesNotContain("20210100T000000000000-big.json", left);
        Assert.Equal(8, left.Count);
        Assert.Contains("an earlier run is given up: 20200101T000000000000-old.json", run.Errors);
    }

    [Fact]
    public async Task A_file_that_is_no_run_is_given_up()
    {
        Directory.CreateDirectory(_wrapper.Spool);
        await File.WriteAllTextAsync(Path.Combine(_wrapper.Spool, "20210100T000000000000-half.json"), "{\"version\": 1, \"ser");
        await using var run = await _wrapper.RunAsync("--deliver");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("half.json: it is no run", run.Errors);
        Assert.Empty(_wrapper.Kept);
    }

    [Fact]
    public async Task Without_a_place_to_keep_it_the_run_is_lost_and_the_command_is_not()
    {
        _wrapper.Environment["API_KEY"] = "wrong";
        await File.WriteAllTextAsync(_wrapper.PathOf("state"), "in the way");
        await using var run = await _wrapper.RunAsync(Command);
        Assert.Equal((5, "out\n"), (run.ExitCode, run.Output));
        Assert.Contains("could not be kept either", run.Errors);
    }
}
