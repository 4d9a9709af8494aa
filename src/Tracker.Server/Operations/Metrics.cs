using OpenTelemetry;
using OpenTelemetry.Metrics;
using Tracker.Rpc;

namespace Tracker.Server.Operations;

/// <summary>Collects every meter of Tracker, of the web server and of the runtime, and serves them on the metrics port.</summary>
public sealed class Metrics : IDisposable
{
    /// <summary>From a second to a working day, in seconds: deployments, operations, and waiting for them.</summary>
    private static readonly double[] LongDurations =
        [1, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800];

    private static readonly double[] ShortDurations =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly PrometheusText _text = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;

    public Metrics()
    {
        _reader = new BaseExportingMetricReader(_text);
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter("Tracker.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql")
            .AddView(i => i.Unit != "s" ? null : new ExplicitBucketHistogramConfiguration
            {
                Boundaries = i.Name is "tracker_event_duration_seconds" or "tracker_lock_wait_seconds" ? LongDurations : ShortDurations,
            })
            .SetMaxMetricStreams(500)
            .AddReader(_reader)
            .Build();
    }

    /// <summary>Everything, in Prometheus' text format.</summary>
    public string Scrape() => _text.Scrape();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", (Metrics metrics) => Results.Text(metrics.Scrape(), "text/plain; version=0.0.4; charset=utf-8"))
            .WithMetadata(new ScopeRequirement(Protocol.Api.Scope.Anonymous), ListenerRequirement.Metrics)
            .ExcludeFromDescription();

    /// <summary>The gauges whose names begin so, as they are now: name with labels, and value.</summary>
    public IEnumerable<(string Name, string Value)> Gauges(string prefix)
    {
        var gauge = false;
        foreach (var line in _text.Scrape().Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) gauge = line.EndsWith(" gauge", StringComparison.Ordinal);
            else if (gauge && line.StartsWith(prefix, StringComparison.Ordinal)) yield return (line[..line.LastIndexOf(' ')], line[(line.LastIndexOf(' ') + 1)..]);
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _reader.Dispose();
        _text.Dispose();
    }
}
