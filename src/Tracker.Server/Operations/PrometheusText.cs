using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Tracker.Server.Operations;

/// <summary>
/// Writes collected metrics in Prometheus' text format 0.0.4. (The exporter package that does the same cannot be had
/// for every registry this project builds from; aggregation, views and cardinality limits are OpenTelemetry's.)
/// </summary>
[ExportModes(ExportModes.Pull)]
public sealed class PrometheusText : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _oneAtATime = new();
    private readonly StringBuilder _text = new();

    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects every metric now.</summary>
    public string Scrape()
    {
        lock (_oneAtATime)
        {
            _text.Clear();
            Collect?.Invoke(5000);
            return _text.ToString();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            var name = NameOf(metric);
            if (written.Add(name)) Write(metric, name);
        }

        return ExportResult.Success;
    }

    private void Write(Metric metric, string name)
    {
        if (metric.Description.Length > 0) _text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(metric.Description)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(metric.MetricType)).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            switch (metric.MetricType)
            {
                case MetricType.Histogram: WriteHistogram(name, point); break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic: Line(name, point, Text(point.GetSumLong())); break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic: Line(name, point, Text(point.GetSumDouble())); break;
                case MetricType.LongGauge: Line(name, point, Text(point.GetGaugeLastValueLong())); break;
                case MetricType.DoubleGauge: Line(name, point, Text(point.GetGaugeLastValueDouble())); break;
                default: break;
            }
        }
    }

    private void WriteHistogram(string name, in MetricPoint point)
    {
        long total = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            total += bucket.BucketCount;
            Line(name + "_bucket", point, Text(total), double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Text(bucket.ExplicitBound));
        }

        Line(name + "_sum", point, Text(point.GetHistogramSum()));
        Line(name + "_count", point, Text(point.GetHistogramCount()));
    }

    private void Line(string name, in MetricPoint point, string value, string? le = null)
    {
        _text.Append(name);
        var open = '{';
        foreach (var (key, label) in point.Tags)
        {
            _text.Append(open).Append(Identifier(key)).Append("=\"").Append(EscapeLabel(label?.ToString() ?? "")).Append('"');
            open = ',';
        }

        if (le is not null)
        {
            _text.Append(open).Append("le=\"").Append(le).Append('"');
            open = ',';
        }

        if (open == ',') _text.Append('}');
        _text.Append(' ').Append(value).Append('\n');
    }

    /// <summary>The unit and <c>_total</c> belong to the name where it does not have them yet.</summary>
    private static string NameOf(Metric metric)
    {
        var name = Identifier(metric.Name);
        var unit = metric.Unit switch { "s" => "_seconds", "By" => "_bytes", "ms" => "_milliseconds", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        var counts = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        return counts && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string TypeOf(MetricType type) => type switch
    {
        MetricType.Histogram => "histogram",
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        _ => "gauge",
    };

    private static string Identifier(string name) => string.Create(name.Length, name, (to, from) =>
    {
        for (var i = 0; i < from.Length; i++) to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
    });

    private static string EscapeLabel(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static string EscapeHelp(string text) => text.Replace("\\", "\\\\").Replace("\n", "\\n");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
