using Tracker.Testing;

namespace Tracker.ClientTests.Runs;

/// <summary>The real program, with a home of its own.</summary>
public sealed class Wrapper(Uri? server = null, string? key = RunFixture.Key) : IDisposable
{
    /// <summary>Where nothing listens: a port that is never given out.</summary>
    public static readonly Uri Nowhere = new("http://127.0.0.1:9");

    private readonly TempFolder _home = new();

    /// <summary>How long ends wait for the server; null for as long as they do by themselves, which a busy machine may not keep up with.</summary>
    public string? Grace { get; init; }

    public string Spool => _home.PathOf("state", "tracker", "spool");

    public string[] Kept => Directory.Exists(Spool) ? Directory.GetFiles(Spool) : [];

    public string PathOf(params string[] parts) => _home.PathOf(parts);

    public Dictionary<string, string?> Environment { get; } = new()
    {
        ["TRACKER_SERVER"] = (server ?? Nowhere).ToString(),
        ["API_KEY"] = key,
        ["TRACKER_TOKEN"] = null,
        ["TRACKER_RUN_ID"] = null,
        ["TRACEPARENT"] = null,
        ["XDG_CONFIG_HOME"] = null,
    };

    /// <summary><c>tracker run</c> with these arguments, to its end.</summary>
    public Task<ChildProcess> RunAsync(params string[] arguments) => ProgramAsync(Repository.Cli, ["run", .. Waiting, .. arguments]);

    public ChildProcess Start(params string[] arguments) => ChildProcess.Start(Repository.Cli, ["run", .. Waiting, .. arguments], Homely());

    /// <summary>A shell script in which <c>$TRACKER</c> is the program and <c>$WAITING</c> its option to wait.</summary>
    public Task<ChildProcess> ShellAsync(string script, string? input = null) => ProgramAsync("/bin/bash", ["--norc", "-c", script], input);

    public Task<ChildProcess> ProgramAsync(string program, IEnumerable<string> arguments, string? input = null) =>
        ChildProcess.RunAsync(program, arguments, Homely(), workingDirectory: _home.FullPath, input: input);

    public void Dispose() => _home.Dispose();

    private string[] Waiting => Grace is null ? [] : ["--grace", Grace];

    private Dictionary<string, string?> Homely() => new(Environment)
    {
        ["HOME"] = _home.FullPath,
        ["XDG_STATE_HOME"] = _home.PathOf("state"),
        ["TRACKER"] = Repository.Cli,
        ["WAITING"] = string.Join(' ', Waiting),
    };
}
