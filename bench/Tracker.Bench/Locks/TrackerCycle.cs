using System.Text;

namespace Tracker.Bench.Locks;

/// <summary>POST lock, DELETE lock.</summary>
internal sealed class TrackerCycle : ICycle
{
    private readonly HttpWire _http;
    private readonly byte[] _take;

    /// <param name="wait">Seconds to queue for it, when others want the same.</param>
    public TrackerCycle(Uri server, string service, string who, int wait = 0)
    {
        _http = new HttpWire(server);
        _take = _http.Request(
            "POST",
            "/api/v1alpha1/lock",
            $$"""{"service":"{{service}}","who":"{{who}}","environment":"production","resource":"deployment","ttlSeconds":30,"waitSeconds":{{wait}}}""");
    }

    public async Task RunAsync(CancellationToken ct)
    {
        var taken = await _http.AskAsync(_take, ct);
        var at = taken.Span.IndexOf("\"id\":\""u8) + 6;
        var id = Encoding.ASCII.GetString(taken.Span.Slice(at, 36));
        await _http.AskAsync(_http.Request("DELETE", $"/api/v1alpha1/lock/{id}"), ct);
    }

    public void Dispose() => _http.Dispose();
}
