using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Tests.Timelines.Agents;

/// <summary>A real agent in its own process, whose HTTP stays at one port however often it is started.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    public const string Key = "the key of an agent in tests";

    private readonly TempFolder _folder = new();
    private readonly IReadOnlyDictionary<string, string?> _settings;
    private ChildProcess? _child;

    private AgentProcess(IReadOnlyDictionary<string, string?> settings)
    {
        _settings = settings;
        Url = new($"http://127.0.0.1:{Ports.FreeTcp()}");
        Http = new() { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(30) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public Uri Url { get; }

    public HttpClient Http { get; }

    public ChildProcess Child => _child!;

    /// <summary>Where it takes datagrams; another one after each start.</summary>
    public IPEndPoint Udp => IPEndPoint.Parse(TrackerAddresses.Read(_folder.FullPath)!.Udp!);

    public static async Task<AgentProcess> StartAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken ct)
    {
        var agent = new AgentProcess(settings);
        await agent.StartAgainAsync(ct);
        return agent;
    }

    public async Task StartAgainAsync(CancellationToken ct)
    {
        if (_child is not null) await _child.DisposeAsync();
        File.Delete(TrackerAddresses.PathIn(_folder.FullPath));
        var environment = new Dictionary<string, string?>(_settings)
        {
            ["AGENT_KEY"] = Key,
            ["AGENT_PORT"] = $"{Url.Port}",
            ["UDP_PORT"] = "0",
            ["DATA_DIR"] = _folder.FullPath,
            ["DATABASE_URL"] = null,
            ["TRACKER_BIND"] = null,
        };
        environment.TryAdd("TRACKER_SERVER", null);
        environment.TryAdd("TRACKER_TOKEN", null);
        _child = ChildProcess.Start("dotnet", [Repository.Server, "agent"], environment, _folder.FullPath);
        await Poll.UntilAsync(() => _child.HasExited || TrackerAddresses.Read(_folder.FullPath) is not null, TimeSpan.FromSeconds(60), ct);
        Assert.False(_child.HasExited, _child.Said);
    }

    public async Task KillAsync(CancellationToken ct)
    {
        Child.Signal(Signal.Kill);
        await Child.WaitForExitAsync(TimeSpan.FromSeconds(15), ct);
    }

    public async Task<int> PostAsync(string context, object messages, CancellationToken ct)
    {
        using var content = new StringContent(messages as string ?? JsonSerializer.Serialize(messages), Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(new Uri($"/api/contexts/{Uri.EscapeDataString(context)}/events", UriKind.Relative), content, ct);
        return (int)answer.StatusCode;
    }

    public async Task<JsonElement> HealthAsync(CancellationToken ct)
    {
        using var document = JsonDocument.Parse(await Http.GetStringAsync(new Uri("/health", UriKind.Relative), ct));
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_child is not null) await _child.DisposeAsync();
        _folder.Dispose();
    }
}
