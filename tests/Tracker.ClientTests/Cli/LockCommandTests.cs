using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class LockCommandTests(CliServer server) : IClassFixture<CliServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lock_is_taken_listed_and_given_back()
    {
        const string service = "reviewed";
        var id = (await server.OutputAsync("lock", "acquire", service, "--environment", "prod", "--resource", "database", "--who", "alice", "--ttl", "15m", "--reason", "migration")).TrimEnd();

        Snapshot.Matches("lock-list", await server.OutputAsync("lock", "list", "--service", service));
        await server.RefusedAsync(1, "Wait for it with --wait", "lock", "acquire", service, "--environment", "prod", "--resource", "database", "--who", "bob");
        await server.RefusedAsync(1, "Waited 1 s in vain", "lock", "acquire", service, "--environment", "prod", "--resource", "database", "--who", "bob", "--wait", "1s");
        Assert.Equal("Released.\n", await server.OutputAsync("lock", "release", id));
        await server.RefusedAsync(1, id, "lock", "release", id);
        await server.RefusedAsync(2, "--wait may be", "lock", "acquire", service, "--wait", "soon");
        await server.RefusedAsync(2, "--force needs a --reason", "lock", "release", id, "--force");
    }

    [Fact]
    public async Task A_command_runs_while_the_lock_is_held_and_its_exit_code_counts()
    {
        var service = Some.Name("run");
        var script = $"echo token=$TRACKER_LOCK_TOKEN; cat; exit 7";
        await using var run = await CliServer.RunWithAsync(server.Environment(), "input\n", "lock", "run", service, "--", "sh", "-c", script, "--not-an-option");
        Assert.Matches("^token=[1-9][0-9]*\ninput\n$", run.Output);
        Assert.Equal((7, ""), (run.ExitCode, run.Errors));
        Assert.Empty(await HeldAsync(service));
    }

    [Fact]
    public async Task Two_runs_of_one_lock_do_not_overlap()
    {
        var (service, folder) = (Some.Name("exclusive"), new TempFolder());
        using var _ = folder;
        var script = $"mkdir {folder.PathOf("in")} || exit 9; sleep 0.3; rmdir {folder.PathOf("in")}";
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => server.RunAsync("lock", "run", service, "--", "sh", "-c", script)));
        foreach (var run in runs)
        {
            Assert.Equal((0, ""), (run.ExitCode, run.Errors));
            await run.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_lock_that_is_needed_longer_is_renewed()
    {
        var service = Some.Name("renewed");
        await using var run = ChildProcess.Start(Repository.Cli, ["lock", "run", service, "--ttl", "3s", "--", "sh", "-c", "sleep 6"], server.Environment());
        await Poll.UntilAsync(async () => await HeldAsync(service) is [_], ct: Ct);
        var before = (await HeldAsync(service))[0]!["expiresAt"]!.GetValue<DateTimeOffset>();
        await Poll.UntilAsync(async () => await HeldAsync(service) is [{ } held] && held["expiresAt"]!.GetValue<DateTimeOffset>() > before, ct: Ct);
        await run.WaitForExitAsync(TimeSpan.FromSeconds(40), Ct);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public async Task A_command_that_lost_its_lock_is_stopped()
    {
        var service = Some.Name("lost");
        await using var run = ChildProcess.Start(Repository.Cli, ["lock", "run", service, "--ttl", "3s", "--", "sh", "-c", "trap 'echo told; exit 0' TERM; while :; do sleep 0.1; done"], server.Environment());
        await Poll.UntilAsync(async () => await HeldAsync(service) is [_], ct: Ct);
        var id = (string)(await HeldAsync(service))[0]!["id"]!;
        Assert.Equal(200, (await server.App.DeleteAsync($"/api/v1alpha1/lock/{id}?force=true&reason=test")).Status);

        await run.WaitForExitAsync(TimeSpan.FromSeconds(40), Ct);
        Assert.Equal((1, "told\n"), (run.ExitCode, run.Output));
        Assert.Contains("the lock is lost", run.Errors);
    }

    [Theory]
    [InlineData(Signal.Terminate, "TERM")]
    [InlineData(Signal.Interrupt, "INT")]
    public async Task Signals_go_to_the_command_and_the_lock_is_given_back(Signal signal, string name)
    {
        var service = Some.Name("signal");
        await using var run = ChildProcess.Start(Repository.Cli, ["lock", "run", service, "--", "sh", "-c", $"trap 'exit 42' {name}; echo up; while :; do sleep 0.1; done"], server.Environment());
        await Poll.UntilAsync(() => run.Output == "up\n", ct: Ct);
        run.Signal(signal);
        await run.WaitForExitAsync(TimeSpan.FromSeconds(40), Ct);
        Assert.Equal((42, ""), (run.ExitCode, run.Errors));
        Assert.Empty(await HeldAsync(service));
    }

    [Theory]
    [InlineData(127, "no-such-program-at-all")]
    [InlineData(126, "/etc/passwd")]
    public async Task What_cannot_be_run_is_told_as_shells_do(int code, string program)
    {
        var service = Some.Name("nothing");
        await server.RefusedAsync(code, program, "lock", "run", service, "--", program);
        Assert.Empty(await HeldAsync(service));
    }

    [Fact]
    public async Task A_broken_pipe_ends_the_command_as_without_us()
    {
        await using var run = await server.RunAsync("lock", "run", Some.Name("pipe"), "--", "sh", "-c", "yes | head -1; awk '/SigIgn/ { print $2 }' /proc/self/status");
        var ignored = Convert.ToUInt64(run.Output.Split('\n')[1], 16);
        Assert.Equal(0UL, ignored & (1UL << 12));
    }

    private async Task<JsonArray> HeldAsync(string service) => (await server.App.GetAsync($"/api/v1alpha1/locks/list?service={service}")).At("locks")!.AsArray();
}
