using System.Globalization;
using Tracker.Bench.Locks;
using Tracker.Testing;

namespace Tracker.Bench.Datagrams;

/// <summary>The two programs in C beside this file, compiled in the run.</summary>
internal static class Native
{
    public static async Task<string> CompileAsync(string name, CancellationToken ct)
    {
        var gcc = await Peer.ProgramAsync("gcc", "gcc", ct);
        var program = Path.Combine(Machine.DataFolder("datagrams-" + name), name);
        var source = Repository.PathOf("bench", "Tracker.Bench", "Datagrams", name + ".c");
        await using var compiler = await ChildProcess.RunAsync(gcc, ["-O2", "-o", program, source], timeout: TimeSpan.FromMinutes(1), ct: ct);
        return compiler.ExitCode == 0 ? program : throw new InvalidOperationException($"{source} does not compile.\n{compiler.Said}");
    }

    /// <summary>Sends at an even rate; how many it sent.</summary>
    public static async Task<long> SendAsync(string sender, int port, int rate, int seconds, CancellationToken ct)
    {
        string[] arguments = [.. new[] { port, rate, seconds }.Select(n => n.ToString(CultureInfo.InvariantCulture))];
        await using var process = await ChildProcess.RunAsync(sender, arguments, timeout: TimeSpan.FromSeconds(seconds + 60), ct: ct);
        return process.ExitCode == 0 ? long.Parse(process.Output, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"The sender failed.\n{process.Said}");
    }

    /// <summary>The port that the sink says it listens on.</summary>
    public static Task<string> PortAsync(ChildProcess sink, CancellationToken ct) =>
        Poll.ForAsync(() => Task.FromResult(sink.Output.Contains('\n', StringComparison.Ordinal) ? sink.Output.Trim() : null), ct: ct, what: "the sink listens");
}
