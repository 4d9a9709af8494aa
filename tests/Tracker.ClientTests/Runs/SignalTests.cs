using Tracker.Testing;

namespace Tracker.ClientTests.Runs;

/// <summary>Real signals; there is no terminal here.</summary>
public sealed class SignalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Wrapper _wrapper = new();

    public void Dispose() => _wrapper.Dispose();

    [Theory]
    [InlineData("HUP", 1)]
    [InlineData("INT", 2)]
    [InlineData("QUIT", 3)]
    [InlineData("USR1", 10)]
    [InlineData("USR2", 12)]
    [InlineData("ALRM", 14)]
    [InlineData("TERM", 15)]
    public async Task What_is_sent_to_the_wrapper_reaches_the_command(string name, int number)
    {
        await using var run = _wrapper.Start("-q", "sh", "-c", $"trap 'echo got {name}; exit 7' {name}; echo up; while :; do sleep 0.05; done");
        await Poll.UntilAsync(() => run.Output == "up\n");
        run.Signal((Signal)number);
        await run.WaitForExitAsync(Patience);
        Assert.Equal(($"up\ngot {name}\n", 7), (run.Output, run.ExitCode));
    }

    [Fact]
    public async Task A_signal_that_ends_the_command_is_its_exit_code()
    {
        await using var run = _wrapper.Start("-q", "sh", "-c", "echo up; exec sleep 600");
        await Poll.UntilAsync(() => run.Output == "up\n");
        run.Signal(Signal.Terminate);
        await run.WaitForExitAsync(Patience);
        Assert.Equal(143, run.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HUP")]
    [InlineData("INT QUIT")]
    [InlineData("USR1 USR2 TSTP TTOU")]
    public async Task Signals_that_were_ignored_stay_ignored_and_no_others(string ignored)
    {
        var trap = ignored.Length > 0 ? $"trap '' {ignored};" : "";
        await using var run = await _wrapper.ShellAsync($"{trap} grep SigIgn /proc/self/status; \"$TRACKER\" run -q grep SigIgn /proc/self/status; grep SigBlk /proc/self/status; \"$TRACKER\" run -q grep SigBlk /proc/self/status");
        // 13 is SIGPIPE, which .NET ignores in the tests' children too. 32 and 33 are the C library's own: it ignores them in
        // whatever posix_spawn starts.
        var masks = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Convert.ToUInt64(line.Split('\t')[1], 16) & ~((1UL << 12) | (3UL << 31))).ToList();
        Assert.Equal((masks[0], masks[2]), (masks[1], masks[3]));
        Assert.Equal(ignored.Length > 0, masks[1] > 0);
    }

    [Fact]
    public async Task The_exit_code_is_known_though_the_ends_of_children_are_ignored()
    {
        Requires.That(File.Exists(ForeignClient.Python), $"{ForeignClient.Python} is not installed (Debian package python3).");
        await using var run = await _wrapper.ProgramAsync(ForeignClient.Python, ["-c", $"import os, signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv('{Repository.Cli}', ['tracker', 'run', '-q', 'sh', '-c', 'exit 5'])"]);
        Assert.Equal(5, run.ExitCode);
    }

    [Fact]
    public async Task Under_nohup_a_hangup_ends_nobody()
    {
        var done = _wrapper.PathOf("done");
        var waits = $"echo up; while [ ! -e {done} ]; do sleep 0.05; done; echo still here";
        await using var run = ChildProcess.Start("/bin/sh", ["-c", $"trap '' HUP; exec {Repository.Cli} run -q sh -c '{waits}'"], _wrapper.Environment);
        await Poll.UntilAsync(() => run.Output == "up\n");
        run.Signal((Signal)1);
        await File.WriteAllTextAsync(done, "");
        await run.WaitForExitAsync(Patience);
        Assert.Equal(("up\nstill here\n", 0), (run.Output, run.ExitCode));
    }

    [Fact]
    public async Task A_broken_pipe_ends_the_command()
    {
        await using var run = await _wrapper.ShellAsync("\"$TRACKER\" run -q yes | head -1; echo ${PIPESTATUS[0]}");
        Assert.Equal("y\n141\n", run.Output);
    }

    [Fact]
    public async Task A_timeout_ends_the_command_and_what_it_started()
    {
        await using var run = await _wrapper.RunAsync("-q", "--timeout", "0.3", "sh", "-c", "sleep 600 & echo $!; wait");
        Assert.Equal(124, run.ExitCode);
        Assert.True(HasEnded(run.Output.Trim()));
    }

    [Fact]
    public async Task Who_does_not_end_is_killed()
    {
        await using var run = await _wrapper.RunAsync("-q", "--timeout", "200ms", "--kill-after", "0.2", "sh", "-c", "trap '' TERM; (trap '' TERM; sleep 600) & echo $!; while :; do wait; done");
        Assert.Equal(137, run.ExitCode);
        Assert.True(HasEnded(run.Output.Trim()));
    }

    [Fact]
    public async Task A_command_that_is_over_in_time_is_left_alone()
    {
        await using var run = await _wrapper.RunAsync("-q", "--timeout", "60", "sh", "-c", "exit 5");
        Assert.Equal(5, run.ExitCode);
    }

    /// <summary>It is gone, or waits for being reaped by whoever does that here.</summary>
    private static bool HasEnded(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
