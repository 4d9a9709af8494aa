using System.Diagnostics;

namespace Tracker.Testing;

/// <summary>Runs a client of another language, whose cases print "PASS name" or "FAIL name: why" each on a line.</summary>
public static class ForeignClient
{
    /// <summary>Debian's interpreter: its packages are not visible to others.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>Whether a missing tool is a failure instead of a reason to skip.</summary>
    public static bool IsRequired => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Null when Python can import the modules, else what to install.</summary>
    public static async Task<string?> MissingPythonAsync(CancellationToken ct, params string[] modules)
    {
        if (!File.Exists(Python))
            return $"{Python} is missing: apt-get install python3 python3-grpcio python3-protobuf";
        var run = await RunAsync(Python, ["-c", $"import {string.Join(',', modules)}"], Root, TimeSpan.FromSeconds(30), ct);
        return run.ExitCode == 0 ? null : $"Python has no {string.Join(" or ", modules)}: apt-get install python3-grpcio python3-protobuf";
    }

    /// <summary>Null when a folder's npm packages are there, else what to do. Tests do not install them: several would at once.</summary>
    public static string? MissingNode(string folder)
    {
        if (!OnPath("node")) return "node is missing: apt-get install nodejs npm";
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"))
            ? null
            : $"The npm packages of {folder} are missing or old: run scripts/install-test-modules.";
    }

    public static async Task<ForeignRun> RunAsync(
        string program, IEnumerable<string> arguments, string folder, TimeSpan timeout, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Its own proxy settings would send loopback calls elsewhere.
        start.Environment["no_proxy"] = start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return new ForeignRun(-1, await output, $"{program} was ended after {timeout}. {await errors}");
        }
        return new ForeignRun(process.ExitCode, await output, await errors);
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tracker.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Tracker.slnx above {AppContext.BaseDirectory}.");
    }
}

/// <summary>What a foreign client printed.</summary>
public sealed record ForeignRun(int ExitCode, string Output, string Errors)
{
    /// <summary>The cases by name: null when passed, else why not.</summary>
    public IReadOnlyDictionary<string, string?> Cases { get; } = Parse(Output);

    /// <summary>Throws unless the case ran and passed.</summary>
    public void MustHavePassed(string name)
    {
        if (!Cases.TryGetValue(name, out var failure))
            throw new InvalidOperationException($"The case {name} did not run (exit code {ExitCode}): {Errors}");
        if (failure is not null)
            throw new InvalidOperationException($"{name}: {failure}");
    }

    private static Dictionary<string, string?> Parse(string output)
    {
        var cases = new Dictionary<string, string?>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("PASS ", StringComparison.Ordinal))
                cases.Add(line[5..], null);
            else if (line.StartsWith("FAIL ", StringComparison.Ordinal) && line[5..].Split(": ", 2) is var parts)
                cases.Add(parts[0], parts.Length > 1 ? parts[1] : "failed");
        }
        return cases;
    }
}
