using System.Globalization;
using Tracker.Testing;

namespace Tracker.ClientTests.Runs;

/// <summary>What the server gets to know of a run.</summary>
public sealed class RecordingTests(RunFixture server) : IClassFixture<RunFixture>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Wrapper _wrapper = new(server.App.HttpAddress) { Grace = "60" };
    private readonly string _name = "run " + Guid.NewGuid();

    public void Dispose() => _wrapper.Dispose();

    [Fact]
    public async Task A_run_is_recorded_with_what_it_cost()
    {
        // At least half a second of one processor, 60 MB of memory, 8 MB on the disk, and two children.
        const string Work = """
            import os, subprocess, time
            block = bytearray(60_000_000)
            with open("written", "wb") as f:
                f.write(os.urandom(8_000_000)); f.flush(); os.fsync(f.fileno())
            children = [subprocess.Popen(["sleep", "600"]) for _ in range(2)]
            end = time.monotonic() + 3
            while time.process_time() < 0.5 or time.monotonic() < end: pass
            for c in children: c.kill(); c.wait()
            """;
        await using var run = await _wrapper.RunAsync("--name", _name, "--interval", "0.1", "--description", "why", "--threshold", "0.25", "--tag", "a", "--tag", "b", ForeignClient.Python, "-c", Work);
        Assert.Equal(0, run.ExitCode);

        var told = await server.RunOfAsync(_name);
        Assert.Equal((false, false, 0, "why", 0.25), ((bool)told["active"]!, (bool)told["lost"]!, (int)told["exit_code"]!, (string)told["description"]!, (double)told["threshold"]!));
        Assert.Equal(["a", "b"], told["tags"]!.AsArray().Select(t => (string)t!));
        Assert.Equal(System.Environment.MachineName, (string?)told["host"]);
        Assert.InRange((double)told["cpu_seconds"]!, 0.5, 20);
        Assert.InRange((long)told["peak_memory"]!, 60_000_000, 200_000_000);
        Assert.InRange((long)told["written_bytes"]!, 8_000_000, 20_000_000);
        Assert.Equal(2, (long)told["children"]!);
        Assert.InRange((double)told["duration"]!, 3, 120);
        Assert.Matches($@"(?m)^tracker: {_name}: exit 0 after \S+, CPU \S+ \(\S+ cores\), memory \S+ MB, .*wrote 8\S* MB, 2 children, \d+ samples$", run.Errors);
        Assert.Matches(@"(?m)^tracker: machine \d+% busy, at most \d+%, above 25% for \S+$", run.Errors);
    }

    [Fact]
    public async Task Samples_cover_the_run_from_its_start_and_the_first_is_not_zero()
    {
        await using var run = await _wrapper.RunAsync("--name", _name, "--interval", "0.1", "-q", "sh", "-c", "n=0; while [ $n -lt 400000 ]; do n=$((n+1)); done");
        var told = await server.RunOfAsync(_name);
        var samples = (await server.App.GetAsync($"/api/v1/test/{told["id"]}/usage?limit=10000")).Json.AsArray();
        Assert.Equal((string?)told["start_time"], (string?)samples[0]!["timestamp"]);
        Assert.All(samples, s => Assert.InRange((double)s!["cpu_usage"]!, 0, 1));
        Assert.NotEqual(0, (double)samples[0]!["cpu_usage"]!);
        var times = samples.Select(s => DateTimeOffset.Parse((string)s!["timestamp"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First > TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task Processes_that_lost_their_parents_are_counted_with_their_time()
    {
        // Who has lost the parent is reaped by the wrapper, and only then gone.
        const string Work = "(/usr/bin/python3 -c 'import time\nwhile time.process_time() < 0.4: pass' & echo $! > orphan); while kill -0 $(cat orphan) 2>/dev/null; do sleep 0.05; done";
        await using var run = await _wrapper.RunAsync("--name", _name, "-q", "sh", "-c", Work);
        Assert.InRange((double)(await server.RunOfAsync(_name))["cpu_seconds"]!, 0.4, 5);
    }

    [Fact]
    public async Task A_very_short_command_is_a_run()
    {
        await using var run = await _wrapper.RunAsync("--name", _name, "true");
        var told = await server.RunOfAsync(_name);
        Assert.Equal((0, false), ((int)told["exit_code"]!, (bool)told["active"]!));
        Assert.Contains($"{_name}: exit 0 after ", run.Errors);
    }

    [Fact]
    public async Task A_command_that_did_not_start_is_a_run_that_failed()
    {
        await using var run = await _wrapper.RunAsync("--name", _name, "-q", "nosuchcommand");
        Assert.Equal((127, 127), (run.ExitCode, (int)(await server.RunOfAsync(_name))["exit_code"]!));
    }

    [Fact]
    public async Task A_run_without_a_name_has_the_programs_and_none_of_its_arguments()
    {
        await File.WriteAllTextAsync(_wrapper.PathOf(_name), "#!/bin/sh\n");
        File.SetUnixFileMode(_wrapper.PathOf(_name), UnixFileMode.UserExecute | UnixFileMode.UserRead);
        await using var run = await _wrapper.RunAsync("-q", _wrapper.PathOf(_name), "--password", "secret");
        Assert.Equal((_name, ""), ((string?)(await server.RunOfAsync(_name))["name"], (string?)(await server.RunOfAsync(_name))["description"]));
    }

    [Fact]
    public async Task The_machine_is_watched_until_an_interrupt()
    {
        await using var run = _wrapper.Start("--no-command", "--name", _name, "--interval", "0.1");
        await Poll.UntilAsync(async () => (long)(await server.RunOfAsync(_name))["samples"]! >= 3, Patience);
        Assert.True((bool)(await server.RunOfAsync(_name))["active"]!);
        run.Signal(Signal.Interrupt);
        await run.WaitForExitAsync(Patience);
        Assert.Equal(0, run.ExitCode);
        var told = await server.RunOfAsync(_name);
        Assert.Equal((false, null), ((bool)told["active"]!, (int?)told["exit_code"]));
        Assert.Matches(@"\d+ samples\n", run.Errors);
    }

    [Fact]
    public async Task Quiet_says_nothing()
    {
        await using var run = await _wrapper.RunAsync("--quiet", "--name", _name, "true");
        Assert.Equal("", run.Output + run.Errors);
    }

    [Fact]
    public async Task The_inner_run_names_the_outer_one()
    {
        // The outer one knows its number some time after its command has started.
        const string Inner = "until grep -qs '[0-9]' $XDG_STATE_HOME/tracker/runs/$TRACKER_RUN_ID; do sleep 0.05; done; exec $TRACKER run $WAITING -q --name \"$0\" true";
        await using var run = await _wrapper.RunAsync("-q", "--name", _name + " outer", "sh", "-c", Inner, _name + " inner");
        var outer = await server.RunOfAsync(_name + " outer");
        Assert.Equal((long)outer["id"]!, (long?)(await server.RunOfAsync(_name + " inner"))["parent"]);
    }

    [Fact]
    public async Task The_summary_says_what_is_out_of_the_ordinary()
    {
        await EarlierAsync(_name + " short", seconds: 0.2);
        await EarlierAsync(_name + " long", seconds: 3000);
        await using var slow = await _wrapper.RunAsync("--name", _name + " short", "sleep", "4");
        await using var fast = await _wrapper.RunAsync("--name", _name + " long", "true");
        Assert.Matches(@"(?m)^tracker: slower than usual, which is 20\d(\.\d)?ms ± \S+ in the last 6 runs$", slow.Errors);
        Assert.Matches(@"(?m)^tracker: faster than usual, which is 50m 0\ds ± \S+ in the last 6 runs$", fast.Errors);
    }

    /// <summary>Six runs of about that long.</summary>
    private async Task EarlierAsync(string name, double seconds)
    {
        for (var i = 0; i < 6; i++)
        {
            var start = DateTimeOffset.UtcNow.AddHours(-2 - i);
            var begun = await server.App.PostAsync("/api/v1/test", new { name, start_time = start });
            await server.App.PostAsync($"/api/v1/test/{begun.TextAt("id")}/stop", new { end_time = start.AddSeconds(seconds * (1 + i / 1000.0)) });
        }
    }
}
