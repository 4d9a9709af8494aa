using Tracker.Testing;

namespace Tracker.Tests.Harness;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Output_and_exit_code_are_those_of_the_program()
    {
        await using var child = await ChildProcess.RunAsync("sh", ["-c", "cat; echo heard >&2; exit 3"], input: "said");

        Assert.Equal(3, child.ExitCode);
        Assert.Equal("said\n", child.Output);
        Assert.Equal("heard\n", child.Errors);
    }

    [Fact]
    public async Task A_signal_reaches_the_program_itself()
    {
        await using var child = ChildProcess.Start("sh", ["-c", "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done"]);
        await Poll.UntilAsync(() => child.Output == "up\n");

        child.Signal(Signal.Terminate);
        await child.WaitForExitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(7, child.ExitCode);
        Assert.Equal("up\nbye\n", child.Output);
    }

    [Fact]
    public async Task A_program_that_does_not_end_in_time_is_killed_and_shown()
    {
        await using var child = ChildProcess.Start("sh", ["-c", "echo stuck; exec sleep 60"]);
        await Poll.UntilAsync(() => child.Output == "stuck\n");

        var failure = await Assert.ThrowsAsync<TimeoutException>(() => child.WaitForExitAsync(TimeSpan.FromMilliseconds(50)));

        Assert.Contains("stuck", failure.Message);
        await Poll.UntilAsync(() => child.HasExited);
    }

    [Fact]
    public async Task It_outlives_the_thread_that_asked_for_it()
    {
        ChildProcess? child = null;
        var asking = new Thread(() => child = ChildProcess.Start("sleep", ["60"]));
        asking.Start();
        asking.Join();
        await using var started = child!;

        // A parent-death signal would come at once; a round trip through another process is time enough for it.
        await using var other = await ChildProcess.RunAsync("sleep", ["0.2"]);

        Assert.Equal(0, other.ExitCode);
        Assert.False(started.HasExited);
    }

    [Fact]
    public async Task Its_environment_can_be_added_to_and_taken_from()
    {
        await using var child = await ChildProcess.RunAsync(
            "sh", ["-c", "echo \"${ADDED-none} ${HOME-none}\""], new Dictionary<string, string?> { ["ADDED"] = "here", ["HOME"] = null });

        Assert.Equal("here none\n", child.Output);
    }
}
