using System.Runtime.Versioning;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

[UnsupportedOSPlatform("windows")]
public sealed class ServeCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("serve")]
    [InlineData("serv")]
    public async Task The_server_beside_it_takes_the_process_over(string command)
    {
        Install("echo $$ \"$@\"; exit 5");

        await using var tracker = await Run(command, "--http-port", "0", "--config=a b.yaml", "@file", "plain");

        Assert.Equal($"{tracker.Id} --http-port 0 --config=a b.yaml @file plain\n", tracker.Output);
        Assert.Equal("", tracker.Errors);
        Assert.Equal(5, tracker.ExitCode);
    }

    [Fact]
    public async Task Signals_reach_the_server()
    {
        Install("trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done");
        await using var tracker = ChildProcess.Start(_folder.PathOf("tracker"), ["serve"]);
        await Poll.UntilAsync(() => tracker.Output == "up\n");

        tracker.Signal(Signal.Terminate);
        await tracker.WaitForExitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(9, tracker.ExitCode);
    }

    [Fact]
    public async Task Without_a_server_beside_it_says_where_it_looked()
    {
        CopyCli();

        await using var tracker = await Run("serve");

        Assert.Equal(3, tracker.ExitCode);
        Assert.Contains($"no server at {_folder.PathOf("server", "Tracker.Server")}", tracker.Errors);
        Assert.Equal("", tracker.Output);
    }

    [Fact]
    public async Task A_mistyped_command_is_wrong_usage_and_names_the_right_one()
    {
        CopyCli();

        await using var tracker = await Run("sreve");

        Assert.Equal(2, tracker.ExitCode);
        Assert.Contains("serve", tracker.Errors + tracker.Output);
        Assert.Contains("Did you mean", tracker.Errors + tracker.Output);
    }

    [Fact]
    public async Task No_command_is_wrong_usage_and_lists_them()
    {
        CopyCli();

        await using var tracker = await Run();

        Assert.Equal(2, tracker.ExitCode);
        Assert.Contains("serve", tracker.Output);
    }

    [Fact]
    public async Task The_version_is_that_of_the_build()
    {
        CopyCli();

        await using var tracker = await Run("--version");

        Assert.Equal(0, tracker.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", tracker.Output);
    }

    [Fact]
    public async Task Help_shows_the_command_and_its_examples()
    {
        CopyCli();

        await using var all = await Run("--help");
        await using var serve = await Run("serve", "--help");

        Assert.Equal((0, 0), (all.ExitCode, serve.ExitCode));
        Assert.Contains("serve", all.Output);
        Assert.Contains("tracker serve --http-port 9090", serve.Output);
    }

    private Task<ChildProcess> Run(params string[] arguments) => ChildProcess.RunAsync(_folder.PathOf("tracker"), arguments);

    private void Install(string script)
    {
        CopyCli();
        Directory.CreateDirectory(_folder.PathOf("server"));
        var server = _folder.PathOf("server", "Tracker.Server");
        File.WriteAllText(server, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(server, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private void CopyCli()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Repository.Cli)!))
        {
            File.Copy(file, _folder.PathOf(Path.GetFileName(file)));
        }
    }
}
