using Tracker.Testing;

namespace Tracker.ClientTests.Runs;

/// <summary>Keys, job control and the like, on terminals that a script of Python's plays.</summary>
public sealed class TerminalTests : IDisposable
{
    private static readonly string[] Cases =
    [
        "a_terminal_stays_a_terminal", "a_key_reaches_the_command_once", "an_interrupt_ends_the_command", "a_signal_to_the_wrapper_alone_is_passed_on",
        "a_job_stops_and_goes_on", "a_command_that_stops_itself_stops_the_job", "a_job_in_the_background_may_not_read", "a_pipeline_has_one_terminal",
        "the_terminal_stays_as_the_command_leaves_it", "a_hangup_reaches_the_command",
    ];

    private readonly Wrapper _wrapper = new();

    public void Dispose() => _wrapper.Dispose();

    [Fact]
    public async Task The_terminal_is_the_commands()
    {
        Requires.That(File.Exists(ForeignClient.Python), $"{ForeignClient.Python} is not installed (Debian package python3).");
        await using var python = await _wrapper.ProgramAsync(ForeignClient.Python, [Repository.PathOf("tests", "Tracker.ClientTests", "Runs", "terminal.py"), Repository.Cli]);
        Assert.Equal(string.Concat(Cases.Select(c => $"PASS {c}\n")), python.Output);
    }
}
