using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

/// <summary>What is different at a terminal.</summary>
public sealed class TerminalTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task Colours_are_for_terminals_that_want_them()
    {
        await server.OutputAsync("task", "create", Some.Name("colour"));
        var environment = server.Environment();
        environment["TERM"] = "xterm";
        Assert.Contains("\e[1mNAME", await AtTerminalAsync(environment));
        environment["NO_COLOR"] = "1";
        Assert.DoesNotContain("\e[1m", await AtTerminalAsync(environment));
        Assert.DoesNotContain('\e', await server.OutputAsync("task", "list"));
    }

    /// <summary>Typed key by key, once it is asked for.</summary>
    [Fact]
    public async Task A_password_is_not_shown_while_it_is_typed()
    {
        const string Type = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0: os.execv(sys.argv[1], [sys.argv[1], "login", "ada"])
            shown = b""
            while b"Password: " not in shown: shown += os.read(terminal, 4096)
            for key in b"a secret\n": os.write(terminal, bytes([key]))
            try:
                while True: shown += os.read(terminal, 4096)
            except OSError: pass
            os.waitpid(pid, 0)
            sys.stdout.write(shown.decode())
            """;
        await using var typed = await ChildProcess.RunAsync(Requires.Program("python3", "python3"), ["-c", Type, Repository.Cli], server.Environment(key: null), ct: TestContext.Current.CancellationToken);
        Assert.Contains("does not take this name with this password", typed.Output);
        Assert.DoesNotContain("a secret", typed.Output);
    }

    private static async Task<string> AtTerminalAsync(Dictionary<string, string?> environment)
    {
        await using var terminal = await ChildProcess.RunAsync(Requires.Program("script", "bsdutils"), ["-qec", $"'{Repository.Cli}' task list", "/dev/null"], environment, ct: TestContext.Current.CancellationToken);
        Assert.True(terminal.ExitCode == 0, terminal.Said);
        return terminal.Output;
    }
}
