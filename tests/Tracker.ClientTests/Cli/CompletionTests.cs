using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_shell_gets_a_script_of_its_own(string shell)
    {
        await using var tracker = await CliServer.RunWithAsync([], null, "completion", shell);
        Assert.Equal((0, ""), (tracker.ExitCode, tracker.Errors));
        Assert.Contains("[suggest:", tracker.Output);
    }

    [Fact]
    public async Task Bash_completes_commands_and_options_with_it()
    {
        using var folder = new TempFolder();
        File.CreateSymbolicLink(folder.PathOf("tracker"), Repository.Cli);
        const string Script = """
            source <(tracker completion bash)
            complete_line() { COMP_LINE="$1"; COMP_POINT=${#1}; read -ra COMP_WORDS <<< "$1"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tracker; echo "${COMPREPLY[@]}"; }
            complete_line "tracker ti"
            complete_line "tracker timeline sh"
            complete_line "tracker event create --ser"
            complete_line "tracker tracker po"
            """;
        await using var bash = await ChildProcess.RunAsync("bash", ["-c", Script], new Dictionary<string, string?> { ["PATH"] = folder.FullPath + ":" + System.Environment.GetEnvironmentVariable("PATH") });
        Assert.Equal("timeline\nshow\n--server --service\npoll\n", bash.Output);
    }
}
