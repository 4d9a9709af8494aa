using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Bench.Scenarios;

/// <summary>
/// What the command costs whoever calls it: whole processes, beside the same work in Python and beside the bare command. The program is the one
/// that ./publish made, if it has; else the build's own, which starts slower.
/// </summary>
internal sealed partial class CommandScenario : IScenario
{
    private const int PerRound = 10;
    private static readonly TimeSpan Wrapped = TimeSpan.FromSeconds(20);

    private const string PythonPing =
        """
        import os, urllib.request
        urllib.request.urlopen(urllib.request.Request(os.environ['PING'], data=b''), timeout=10).read()
        """;

    private const string PythonDatagram =
        """
        import json, os, socket, time
        host, port = os.environ['UDP'].rsplit(':', 1)
        message = {'type': 'start', 'context': 'bench', 'name': 'a', 'host': socket.gethostname(), 'time': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(json.dumps(message).encode(), (host, int(port)))
        """;

    // Half a second between samples and two seconds between posts, as the wrapper has it.
    private const string PythonWrapper =
        """
        import json, os, subprocess, sys, time, urllib.request
        def call(method, path, body):
            request = urllib.request.Request(os.environ['SERVER'] + path, data=json.dumps(body).encode(), method=method,
                headers={'Content-Type': 'application/json', 'Authorization': 'Bearer ' + os.environ['KEY']})
            return json.loads(urllib.request.urlopen(request, timeout=10).read() or 'null')
        def cpu():
            fields = [int(f) for f in open('/proc/stat').readline().split()[1:]]
            return sum(fields), fields[3] + fields[4]
        run = call('POST', '/api/v1/test', {'name': 'python', 'threshold': 0.8})['id']
        child = subprocess.Popen(sys.argv[1:])
        samples, before, last = [], cpu(), time.monotonic()
        while child.poll() is None:
            time.sleep(0.5)
            now = cpu()
            samples.append({'timestamp': time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime()) + f'.{time.time_ns() // 1000000 % 1000:03}Z', 'cpu_usage': 1 - (now[1] - before[1]) / max(1, now[0] - before[0])})
            before = now
            if time.monotonic() - last > 2:
                call('POST', f'/api/v1/test/{run}/usage', samples)
                samples, last = [], time.monotonic()
        call('POST', f'/api/v1/test/{run}/stop', {'exit_code': child.returncode})
        sys.exit(child.returncode)
        """;

    public string Name => "command";

    public string Question => "What do tracker track, timeline start and run cost whoever calls them?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        const string Key = "the key of the bench";
        var program = Published() ?? Repository.Cli;
        await using var tracker = await BenchServer.StartAsync(Name, ct, settings: new() { ["API_KEY"] = Key });
        using var http = tracker.CreateHttpClient();
        http.DefaultRequestHeaders.Add("X-API-KEY", Key);
        using var made = await http.PostAsync(new Uri("/api/tasks", UriKind.Relative), new StringContent("""{"name":"bench","period":60}""", null, "application/json"), ct);
        made.EnsureSuccessStatusCode();
        var task = JsonNode.Parse(await http.GetStringAsync(new Uri("/api/tasks", UriKind.Relative), ct))![0]!;
        var environment = new Dictionary<string, string?>
        {
            ["TRACKER_SERVER"] = tracker.HttpAddress.ToString(),
            ["SERVER"] = tracker.HttpAddress.ToString().TrimEnd('/'),
            ["API_KEY"] = Key,
            ["KEY"] = Key,
            ["PING"] = new Uri(tracker.HttpAddress, (string)task["ping_path"]!).ToString(),
            ["UDP"] = tracker.UdpAddress.ToString(),
        };
        (string Name, string[] Line)[] commands =
        [
            ("true", ["true"]),
            ("python3 -c pass", ["/usr/bin/python3", "-c", "pass"]),
            ("tracker --version", [program, "--version"]),
            ("Python: POST to a ping address", ["/usr/bin/python3", "-c", PythonPing]),
            ("tracker track", [program, "track", task["id"]!.ToString()]),
            ("Python: one datagram", ["/usr/bin/python3", "-c", PythonDatagram]),
            ("tracker timeline start", [program, "timeline", "start", "bench", "a", "-rh", tracker.UdpAddress.Address.ToString(), "-rp", tracker.UdpAddress.Port.ToString(CultureInfo.InvariantCulture)]),
            ("tracker run true", [program, "run", "-q", "true"]),
        ];
        var measured = commands.ToDictionary(c => c.Name, _ => new List<Cost>());
        foreach (var (name, line) in commands) await CostAsync(line, environment, ct);
        for (var i = 0; i < options.Rounds * PerRound; i++)
        {
            foreach (var (name, line) in commands) measured[name].Add(await CostAsync(line, environment, ct));
        }

        var rows = commands.Select(c => Row(c.Name, measured[c.Name])).ToList();
        string[] sleep = ["sleep", Wrapped.TotalSeconds.ToString("0")];
        rows.Add(await LongAsync($"tracker run {string.Join(' ', sleep)}", [program, "run", "-q", .. sleep], environment, ct));
        rows.Add(await LongAsync("Python: a wrapper that does the same", ["/usr/bin/python3", "-c", PythonWrapper, .. sleep], environment, ct));
        double Processor(string name) => measured[name].Select(m => m.Processor.TotalMilliseconds).Median();
        return new ResultTable(
            $"What the command costs ({(program == Repository.Cli ? "the build's own program" : "as ./publish makes it")})",
            ["", "CPU ms", "wall ms", "of a core", "MB"],
            rows,
            $"CPU of track {Processor("tracker track") / Processor("Python: POST to a ping address"):0.0}, of timeline start {Processor("tracker timeline start") / Processor("Python: one datagram"):0.0} times Python's. "
            + "Aims for the wrapper: 60 ms of CPU, 0.5 % of a core, 35 MB.");
    }

    private static string? Published() => Directory.Exists(Repository.PathOf("dist"))
        ? Directory.GetDirectories(Repository.PathOf("dist"), "tracker-*-linux-x64").Select(d => Path.Combine(d, "tracker")).FirstOrDefault(File.Exists)
        : null;

    private static string[] Row(string name, List<Cost> costs) =>
    [
        name,
        Statistics.Spread([.. costs.Select(c => c.Processor.TotalMilliseconds)], "0.0"),
        Statistics.Spread([.. costs.Select(c => c.Wall.TotalMilliseconds)], "0.0"),
        "",
        "",
    ];

    /// <summary>A process from its start to its end, by what the kernel counts of children.</summary>
    private static async Task<Cost> CostAsync(string[] line, Dictionary<string, string?> environment, CancellationToken ct)
    {
        var (before, clock) = (OfChildren(), Stopwatch.StartNew());
        using var process = Start(line, environment);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', line.Take(3))} ended with {process.ExitCode}.");
        return new(OfChildren() - before, clock.Elapsed);
    }

    private static async Task<string[]> LongAsync(string name, string[] line, Dictionary<string, string?> environment, CancellationToken ct)
    {
        using var process = Start(line, environment);
        // Its start is the other rows' affair.
        await Task.Delay(TimeSpan.FromSeconds(4), ct);
        var (before, from) = (ProcessUsage.Of(process.Id), Stopwatch.GetTimestamp());
        await Task.Delay(Wrapped - TimeSpan.FromSeconds(6), ct);
        var (after, took) = (ProcessUsage.Of(process.Id), Stopwatch.GetElapsedTime(from));
        await process.WaitForExitAsync(ct);
        return [name, "", "", $"{(after.Processor - before.Processor) / took:0.00%}", (after.Peak / 1e6).ToString("0")];
    }

    private static Process Start(string[] line, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{line[0]} did not start.");
    }

    private static unsafe TimeSpan OfChildren()
    {
        const int Children = -1;
        // Two times of two longs each come first; the rest is not looked at.
        var usage = stackalloc long[32];
        if (GetResourceUsage(Children, usage) != 0) throw new InvalidOperationException("getrusage failed.");
        return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);

    private sealed record Cost(TimeSpan Processor, TimeSpan Wall);
}
