using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.ClientTests.Runs;

/// <summary>Many commands while the server is killed again and again: none of them feels it, and every sample arrives, once.</summary>
public sealed class KilledServerTests : IDisposable
{
    private static readonly int Commands = LongRun.Scale(50, 1000);

    private readonly int _port = Ports.FreeTcp();
    private readonly Wrapper _wrapper;

    public KilledServerTests() => _wrapper = new(new Uri($"http://127.0.0.1:{_port}"));

    public void Dispose() => _wrapper.Dispose();

    [Fact]
    public async Task Commands_are_untouched_and_every_sample_arrives_once()
    {
        await using var server = await TrackerProcess.StartAsync(
            new() { StartTimeout = TimeSpan.FromMinutes(3), Environment = new Dictionary<string, string?> { ["HTTP_PORT"] = $"{_port}", ["API_KEY"] = RunFixture.Key } });
        using var enough = new CancellationTokenSource();
        var killing = KillAgainAndAgainAsync(server, enough.Token);
        var samples = new ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Commands), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (i, _) => samples[$"command {i}."] = await RunAsync(i));
        await enough.CancelAsync();
        Assert.NotEqual(0, await killing);

        await using var deliver = await _wrapper.RunAsync("--deliver");
        Assert.True(deliver.ExitCode == 0, deliver.Errors);
        Assert.Empty(_wrapper.Kept);
        var runs = await RunsAsync(server);
        Assert.Equal(samples.Keys.Order(), runs.Select(r => (string)r["name"]!).Order());
        Assert.All(runs, r => Assert.Equal((samples[(string)r["name"]!], false), ((int)r["samples"]!, (bool)r["active"]!)));
    }

    /// <summary>Returns how many samples it took.</summary>
    private async Task<int> RunAsync(int i)
    {
        await using var run = await _wrapper.RunAsync("--name", $"command {i}.", "--interval", "0.05", "sh", "-c", $"echo out {i}; echo err {i} >&2; sleep 0.{i % 4}; exit {i % 100}");
        Assert.Equal(($"out {i}\n", i % 100), (run.Output, run.ExitCode));
        var own = run.Errors.Split('\n').Where(line => !line.StartsWith("tracker: ", StringComparison.Ordinal));
        Assert.Equal($"err {i}\n", string.Join('\n', own));
        return int.Parse(Regex.Match(run.Errors, @"(\d+) samples?\n").Groups[1].Value);
    }

    private static async Task<int> KillAgainAndAgainAsync(TrackerProcess server, CancellationToken enough)
    {
        var random = new Random(4);
        for (var kills = 0; ; kills++)
        {
            try
            {
                await Task.Delay(random.Next(100, 1500), enough);
            }
            catch (OperationCanceledException)
            {
                return kills;
            }
            await server.KillAsync(CancellationToken.None);
            await server.StartAgainAsync(CancellationToken.None);
        }
    }

    private static async Task<List<JsonNode>> RunsAsync(TrackerProcess server)
    {
        using var http = server.CreateHttpClient();
        http.DefaultRequestHeaders.Add("X-API-KEY", RunFixture.Key);
        return [.. JsonNode.Parse(await http.GetStringAsync("/api/v1/test?per_page=1000"))!.AsArray().Select(r => r!)];
    }
}
