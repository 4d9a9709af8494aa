using System.Diagnostics;
using System.Net;
using Tracker.Server;

namespace Tracker.Testing;

public sealed record TrackerProcessOptions
{
    /// <summary>Where its data is; null for a folder that is deleted with the process.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Whether requests from this machine need no credentials, as <c>./run</c> has it.</summary>
    public bool OpenLoopback { get; init; } = true;

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Another build of the server than the one of the tests.</summary>
    public string Server { get; init; } = Repository.Server;

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// The real server in its own process, on free ports and with settings of its own: nothing of the environment of the tests
/// reaches it. What it listens on it tells in <c>addresses.json</c> in its data folder.
/// </summary>
public sealed class TrackerProcess : IAsyncDisposable
{
    private readonly TrackerProcessOptions _options;
    private readonly TempFolder? _ownFolder;
    private ChildProcess? _child;
    private TrackerAddresses? _addresses;

    private TrackerProcess(TrackerProcessOptions options)
    {
        _options = options;
        _ownFolder = options.DataDirectory is null ? new TempFolder() : null;
        DataDirectory = options.DataDirectory ?? _ownFolder!.FullPath;
    }

    public string DataDirectory { get; }

    public Uri HttpAddress => Addresses.Http;

    public Uri GrpcAddress => Addresses.Grpc;

    public Uri MetricsAddress => Addresses.Metrics;

    public IPEndPoint UdpAddress => IPEndPoint.Parse(Addresses.Udp!);

    /// <summary>The process itself: its id, its output, its signals.</summary>
    public ChildProcess Child => _child ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>From the start of the process to the first answer that it is ready.</summary>
    public TimeSpan StartTime { get; private set; }

    private TrackerAddresses Addresses => _addresses ?? throw new InvalidOperationException("The server has not been started.");

    public static async Task<TrackerProcess> StartAsync(TrackerProcessOptions? options = null, CancellationToken ct = default)
    {
        var tracker = new TrackerProcess(options ?? new TrackerProcessOptions());
        try
        {
            await tracker.StartAgainAsync(ct);
            return tracker;
        }
        catch
        {
            await tracker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server on the same data after it has ended. Its ports are new ones.</summary>
    public async Task StartAgainAsync(CancellationToken ct = default)
    {
        if (_child is { HasExited: false })
        {
            throw new InvalidOperationException("The server is still running.");
        }
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }
        Directory.CreateDirectory(DataDirectory);
        // That of an earlier start would name ports which are no longer ours.
        File.Delete(TrackerAddresses.PathIn(DataDirectory));

        var clock = Stopwatch.StartNew();
        _child = ChildProcess.Start("dotnet", [_options.Server, .. Flags()], Environment(), workingDirectory: DataDirectory);
        _addresses = await Poll.ForAsync(async () => await AddressesOnceReadyAsync(ct), _options.StartTimeout, ct, "the server is ready")
            .ConfigureAwait(false);
        StartTime = clock.Elapsed;
    }

    public HttpClient CreateHttpClient() => new() { BaseAddress = HttpAddress, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>SIGTERM, then waits for the end, which must be an orderly one.</summary>
    public async Task StopAsync(TimeSpan? timeout = null, CancellationToken ct = default)
    {
        Child.Signal(Signal.Terminate);
        await Child.WaitForExitAsync(timeout ?? TimeSpan.FromSeconds(15), ct);
        if (Child.ExitCode != 0)
        {
            throw new InvalidOperationException($"The server ended with {Child.ExitCode} after SIGTERM.\n{Child.Said}");
        }
    }

    /// <summary>SIGKILL: what a power cut looks like to the process.</summary>
    public async Task KillAsync(CancellationToken ct = default)
    {
        Child.Signal(Signal.Kill);
        await Child.WaitForExitAsync(TimeSpan.FromSeconds(15), ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }
        _ownFolder?.Dispose();
    }

    private IEnumerable<string> Flags() => _options.OpenLoopback ? ["--open-loopback", .. _options.Arguments] : _options.Arguments;

    private Dictionary<string, string?> Environment()
    {
        var variables = System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => TrackerServer.KnownSettings.Any(s => s.Key == name) || name.StartsWith("TRACKER_", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null);
        foreach (var port in new[] { "HTTP_PORT", "GRPC_PORT", "METRICS_PORT", "UDP_PORT" })
        {
            variables[port] = "0";
        }
        variables["DATA_DIR"] = DataDirectory;
        foreach (var (name, value) in _options.Environment)
        {
            variables[name] = value;
        }
        return variables;
    }

    private async Task<TrackerAddresses?> AddressesOnceReadyAsync(CancellationToken ct)
    {
        if (Child.HasExited)
        {
            // Waits for the rest of its output, which says why.
            await Child.WaitForExitAsync(TimeSpan.FromSeconds(5), ct);
            throw new InvalidOperationException($"The server ended with {Child.ExitCode} before it was ready.\n{Child.Said}");
        }
        if (TrackerAddresses.Read(DataDirectory) is not { } addresses)
        {
            return null;
        }
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var answer = await client.GetAsync(new Uri(addresses.Http, "/healthz/ready"), ct);
            return answer.IsSuccessStatusCode ? addresses : null;
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
