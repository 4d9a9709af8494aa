using System.Text;

namespace Tracker.Bench.Load;

/// <summary>The requests that wrk sends in turns: some variety, so that no cache of one answer is measured.</summary>
internal sealed record HttpRequestSet(string Method, string Path, IReadOnlyList<string> Bodies)
{
    public static HttpRequestSet Get(string path) => new("GET", path, []);

    public static HttpRequestSet Post(string path, IEnumerable<string> bodies) => new("POST", path, [.. bodies]);

    /// <summary>Of each address in turn, without bodies.</summary>
    public static HttpRequestSet PostEach(IEnumerable<string> paths) => new("POST", "", []) { Paths = [.. paths] };

    private IReadOnlyList<string> Paths { get; init; } = [];

    public string ToLua()
    {
        var script = new StringBuilder();
        script.AppendLine("local requests = {}");
        script.AppendLine("init = function()");
        foreach (var body in Paths.Count > 0 ? [] : Bodies.DefaultIfEmpty(null))
        {
            // Long brackets take everything as it is, as long as the body does not hold their end.
            var text = body is null ? "nil" : $"[==[{body}]==]";
            var headers = body is null ? "{}" : "{ ['Content-Type'] = 'application/json' }";
            script.AppendLine($"  requests[#requests + 1] = wrk.format('{Method}', [==[{Path}]==], {headers}, {text})");
        }
        foreach (var path in Paths)
        {
            script.AppendLine($"  requests[#requests + 1] = wrk.format('{Method}', '{path}')");
        }
        script.AppendLine("""
            end
            local next = 0
            request = function()
              next = next % #requests + 1
              return requests[next]
            end
            done = function(summary, latency)
              local e = summary.errors
              io.write(string.format("RESULT %d %d %f %f %d %d\n", summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
            end
            """);
        return script.ToString();
    }
}
