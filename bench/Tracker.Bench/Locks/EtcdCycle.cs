using System.Text;
using System.Text.Json.Nodes;

namespace Tracker.Bench.Locks;

/// <summary>
/// What etcd's own mutex does when nobody else wants it: a transaction that creates the key, bound to the session's lease, if
/// there is none, and its deletion; over etcd's JSON gateway.
/// </summary>
internal sealed class EtcdCycle : ICycle
{
    private readonly HttpWire _http;
    private readonly byte[] _take;
    private readonly byte[] _release;

    private EtcdCycle(HttpWire http, string key, string lease)
    {
        _http = http;
        var name = Convert.ToBase64String(Encoding.UTF8.GetBytes(key));
        _take = http.Request("POST", "/v3/kv/txn", $$"""
            {
              "compare": [ { "key": "{{name}}", "target": "CREATE", "result": "EQUAL", "create_revision": "0" } ],
              "success": [ { "request_put": { "key": "{{name}}", "value": "", "lease": "{{lease}}" } } ]
            }
            """);
        _release = http.Request("POST", "/v3/kv/deleterange", $$"""{"key":"{{name}}"}""");
    }

    public static async Task<EtcdCycle> ConnectAsync(Uri server, string key, CancellationToken ct)
    {
        var http = new HttpWire(server);
        var granted = JsonNode.Parse((await http.AskAsync(http.Request("POST", "/v3/lease/grant", """{"TTL":"3600"}"""), ct)).Span)!;
        return new EtcdCycle(http, key, (string)granted["ID"]!);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        if ((await _http.AskAsync(_take, ct)).Span.IndexOf("\"succeeded\":true"u8) < 0) throw new InvalidOperationException("etcd: the key was there already.");
        if ((await _http.AskAsync(_release, ct)).Span.IndexOf("\"deleted\":\"1\""u8) < 0) throw new InvalidOperationException("etcd: there was no key to delete.");
    }

    public void Dispose() => _http.Dispose();
}
