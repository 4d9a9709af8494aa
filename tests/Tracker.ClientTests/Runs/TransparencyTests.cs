using Tracker.Testing;

namespace Tracker.ClientTests.Runs;

/// <summary>The command and whoever started it do not notice the wrapper; there is no server, which is no reason to.</summary>
public sealed class TransparencyTests : IDisposable
{
    private readonly Wrapper _wrapper = new();

    public void Dispose() => _wrapper.Dispose();

    [Theory]
    [InlineData(0, "exit 0")]
    [InlineData(3, "exit 3")]
    [InlineData(255, "exit 255")]
    [InlineData(137, "kill -KILL $$")]
    [InlineData(143, "kill -TERM $$")]
    [InlineData(139, "ulimit -c 0; kill -SEGV $$")]
    public async Task The_exit_code_is_the_commands(int code, string script)
    {
        await using var run = await _wrapper.RunAsync("sh", "-c", script);
        Assert.Equal(code, run.ExitCode);
    }

    [Fact]
    public async Task Input_output_and_errors_pass_through()
    {
        await using var run = await _wrapper.ShellAsync("\"$TRACKER\" run -q sh -c 'cat; echo oops >&2'", "one\ntwo\n");
        Assert.Equal(("one\ntwo\n", "oops\n", 0), (run.Output, run.Errors, run.ExitCode));
    }

    [Fact]
    public async Task A_closed_input_is_closed()
    {
        await using var run = await _wrapper.ShellAsync("\"$TRACKER\" run -q cat </dev/null; \"$TRACKER\" run -q sh -c 'read x || echo eof' <&-");
        Assert.Equal(("eof\n", 0), (run.Output, run.ExitCode));
    }

    [Theory]
    [InlineData(127, "nosuchcommand", "nosuchcommand: command not found")]
    [InlineData(127, "./nosuchfile", "./nosuchfile: No such file or directory")]
    [InlineData(126, "/etc/passwd/x", "/etc/passwd/x: Not a directory")]
    [InlineData(126, "/etc/passwd", "/etc/passwd: Permission denied")]
    [InlineData(126, "/etc", "/etc: Is a directory")]
    [InlineData(127, "", ": command not found")]
    public async Task What_does_not_start_is_told_as_a_shell_does(int code, string command, string message)
    {
        await using var run = await _wrapper.RunAsync("--quiet", command);
        Assert.Equal((code, "", $"tracker: {message}\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task The_current_folder_is_no_place_to_look_in()
    {
        await using var run = await _wrapper.ShellAsync(
            """
            printf '#!/bin/sh\necho mine\n' > here && cp here uname && chmod +x here uname
            "$TRACKER" run -q here; echo $?
            "$TRACKER" run -q uname
            "$TRACKER" run -q ./here
            PATH=:$PATH "$TRACKER" run -q here
            """);
        Assert.Equal("127\nLinux\nmine\nmine\n", run.Output);
    }

    [Fact]
    public async Task What_only_looks_like_the_command_is_passed_over()
    {
        await using var run = await _wrapper.ShellAsync("mkdir -p bin/thing; export PATH=$PWD/bin:$PATH; \"$TRACKER\" run -q thing; echo $?; sh -c thing; echo $?");
        Assert.Equal("127\n127\n", run.Output);
    }

    [Fact]
    public async Task A_script_without_a_first_line_runs_in_a_shell()
    {
        await using var run = await _wrapper.ShellAsync("echo 'echo \"$0\" \"$@\"' > plain && chmod +x plain && \"$TRACKER\" run -q ./plain a 'b  c'");
        Assert.Equal("./plain a b  c\n", run.Output);
    }

    [Fact]
    public async Task Arguments_are_what_was_typed_byte_by_byte()
    {
        await using var run = await _wrapper.ShellAsync(
            """
            show() { for word; do printf '%s' "$word" | od -An -tx1; done; }
            export -f show
            "$TRACKER" run -q bash -c 'show "$@"' bash $'\xff\xfe\x80' '' $'\x01\n' '@file' --interval -- --quiet 'ä'
            """);
        Assert.Equal([" ff fe 80", " 01 0a", " 40 66 69 6c 65", " 2d 2d 69 6e 74 65 72 76 61 6c", " 2d 2d", " 2d 2d 71 75 69 65 74", " c3 a4"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("run -q echo --help --name x -- -q")]
    [InlineData("run -q -- echo --help --name x -- -q")]
    [InlineData("run --name n --interval=1 -q echo --help --name x -- -q")]
    [InlineData("--server http://127.0.0.1:9 run -q echo --help --name x -- -q")]
    public async Task Options_end_at_the_first_word_that_is_none(string arguments)
    {
        await using var run = await _wrapper.ShellAsync($"\"$TRACKER\" {arguments}");
        Assert.Equal(("--help --name x -- -q\n", ""), (run.Output, run.Errors));
    }

    [Fact]
    public async Task The_environment_is_passed_with_two_more_variables()
    {
        await using var run = await _wrapper.ShellAsync(
            """
            export STRANGE=$'\xff' EMPTY= ; env "odd-name=1" bash -c 'env -0 | sort -z | grep -zv "^_=" > bare; "$TRACKER" run -q env -0 | sort -z | grep -zv "^_=" > wrapped'
            diff <(tr '\0' '\n' < bare) <(tr '\0' '\n' < wrapped) | grep -a '^[<>]' | cut -d= -f1
            tr '\0' '\n' < wrapped | grep -a -E '^(TRACE|TRACKER_RUN)'
            """);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["> TRACEPARENT", "> TRACKER_RUN_ID"], lines[..2]);
        Assert.Matches("^TRACEPARENT=00-[0-9a-f]{32}-[0-9a-f]{16}-01$", lines[2]);
        Assert.Matches("^TRACKER_RUN_ID=[0-9a-f-]{36}$", lines[3]);
    }

    [Fact]
    public async Task A_trace_goes_on_within()
    {
        _wrapper.Environment["TRACEPARENT"] = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-00";
        await using var run = await _wrapper.RunAsync("-q", "sh", "-c", "echo $TRACEPARENT");
        Assert.Matches("^00-0123456789abcdef0123456789abcdef-(?!0123456789abcdef)[0-9a-f]{16}-00\n$", run.Output);
    }

    [Fact]
    public async Task Files_that_are_open_are_passed_and_no_others()
    {
        await using var run = await _wrapper.ShellAsync("exec 7</dev/null 9>out; ls /proc/self/fd; echo -; \"$TRACKER\" run -q ls /proc/self/fd; \"$TRACKER\" run -q sh -c 'echo nine >&9'; cat out");
        var (bare, wrapped) = (run.Output.Split("-\n")[0], run.Output.Split("-\n")[1]);
        Assert.Equal(bare + "nine\n", wrapped);
    }

    [Fact]
    public async Task A_command_that_leaves_processes_behind_is_not_waited_for()
    {
        await using var run = await _wrapper.RunAsync("-q", "sh", "-c", "sleep 600 >/dev/null 2>&1 </dev/null & echo $!");
        var left = int.Parse(run.Output);
        Assert.Equal("sleep", (await File.ReadAllTextAsync($"/proc/{left}/comm")).Trim());
        await using var kill = await ChildProcess.RunAsync("kill", [$"{left}"]);
    }

    [Fact]
    public async Task Wrappers_nest()
    {
        await using var run = await _wrapper.ShellAsync("\"$TRACKER\" run -q \"$TRACKER\" run -q sh -c 'echo $TRACEPARENT; exit 9'; echo $?; exit 4");
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01\n9\n$", run.Output);
    }

    [Theory]
    [InlineData("--threshold", "2", "--threshold must be from 0 to 1")]
    [InlineData("--interval", "0", "--interval may be")]
    [InlineData("--timeout", "soon", "--timeout may be")]
    [InlineData("--lock", "@", "--lock must be such as")]
    [InlineData("--event", "x", "--event needs --context")]
    [InlineData("--on-lock-lost", "maybe", "stop")]
    [InlineData("--intervall", "1", "--intervall is no option")]
    public async Task What_is_wrong_is_named_and_nothing_runs(string option, string value, string message)
    {
        await using var run = await _wrapper.RunAsync(option, value, "echo", "ran");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors);
    }

    [Fact]
    public async Task Something_must_be_asked_for()
    {
        await using var nothing = await _wrapper.RunAsync();
        await using var both = await _wrapper.RunAsync("--no-command", "true");
        Assert.Equal((2, 2), (nothing.ExitCode, both.ExitCode));
        Assert.Contains("--no-command", nothing.Errors);
    }
}
