using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tracker.Testing;

namespace Tracker.Tests.Timelines;

public sealed class SqliteOtlpTests(ApiFixture fixture) : OtlpSuite(fixture), IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("application/json", "", "nonsense", 400)]
    [InlineData("application/json", "", """{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":7}]}]}]}""", 400)]
    [InlineData("application/json", "gzip", "not gzip", 400)]
    [InlineData("application/json", "br", "{}", 415)]
    [InlineData("application/x-protobuf", "", "nonsense", 400)]
    [InlineData("text/plain", "", "{}", 415)]
    public async Task What_is_no_export_is_refused(string contentType, string encoding, string body, int status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (encoding.Length > 0) content.Headers.ContentEncoding.Add(encoding);
        var answer = await SendAsync(content);
        Assert.Equal(status, answer.Status);
        if (contentType == "application/json") Assert.NotEmpty(answer.TextAt("message"));
    }

    [Fact]
    public async Task Exports_are_bounded_also_when_they_are_compressed()
    {
        var many = Enumerable.Range(0, 10_001).Select(i => Span($"{i + 1:x4}", "", "a", i, i));
        Assert.Equal(413, (await SendAsync(Export([.. many]), compressed: true)).Status);
        Assert.Equal(413, (await SendAsync(new JsonObject { ["more"] = new string('x', 17 << 20) }, compressed: true)).Status);
        Assert.Equal(413, (await SendAsync(new JsonObject { ["more"] = new string('x', 5 << 20) })).Status);
    }
}

public sealed class PostgresOtlpTests(PostgresApiFixture fixture) : OtlpSuite(fixture), IClassFixture<PostgresApiFixture>;

/// <summary>Spans over OTLP/HTTP.</summary>
public abstract class OtlpSuite(ApiFixture fixture)
{
    private readonly string _service = Some.Name("otlp/");
    private readonly string _trace = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());

    [Fact]
    public async Task What_OpenTelemetrys_own_exporter_sends_becomes_a_timeline()
    {
        using var source = new ActivitySource(_service);
        string trace;
        using (var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(_service)
            .ConfigureResource(r => r.AddService(_service).AddAttributes([new("host.name", "build-1")]))
            .AddOtlpExporter(o =>
            {
                o.Protocol = OtlpExportProtocol.HttpProtobuf;
                o.Endpoint = new Uri(fixture.App.HttpAddress, "/v1/traces");
                o.Headers = "X-API-KEY=" + Uri.EscapeDataString(ApiFixture.Key);
            })
            .Build())
        {
            using (var build = source.StartActivity("build v1.2")!)
            {
                trace = build.TraceId.ToHexString();
                using (source.StartActivity("compile")) { }

                using var test = source.StartActivity("test")!;
                test.SetStatus(ActivityStatusCode.Error, "3 failed");
                using (source.StartActivity("unit")) { }
            }

            Assert.True(provider.ForceFlush(30_000));
        }

        var timeline = await fixture.GetAsync($"{SomeMessage.PathOf(_service)}/{trace}");
        Assert.Equal(200, timeline.Status);
        var events = timeline.At("Events")!.AsArray();
        Assert.Equal([@"build v1\.2", @"build v1\.2.compile", @"build v1\.2.test", @"build v1\.2.test.unit"], events.Select(e => (string)e!["Name"]!).Order(StringComparer.Ordinal));
        Assert.All(events, e => Assert.Equal(("build-1", "ended"), ((string)e!["Host"]!, (string)e["Progress"]!)));
        Assert.Equal(@"build v1\.2.test", (string)Assert.Single(events, e => (string?)e!["Status"] == "failed")!["Name"]!);
        Assert.Equal(trace, (await fixture.GetAsync(SomeMessage.PathOf(_service))).TextAt("_links.items.0.name"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task JSON_is_taken_and_the_same_export_again_changes_nothing(bool compressed)
    {
        var export = Export(
            Span("11", "", "deploy", 0, 10, status: 1), Span("12", "11", "migrate", 1, 3), Span("13", "11", "copy", 3, 5), Span("14", "11", "copy", 4, 6), Span("15", "14", "file", 4, 5, kind: 3));
        var answer = await SendAsync(export, compressed);
        Assert.Equal((200, "{ }"), (answer.Status, answer.Text));
        var timeline = await TimelineAsync();
        Assert.Equal(
            ["deploy", "deploy.migrate", "deploy.copy", "deploy.copy #2", "deploy.copy #2.file"], timeline.At("Events")!.AsArray().Select(e => (string)e!["Name"]!));
        Assert.Equal((SomeMessage.At(0), SomeMessage.At(10), "ok"), ((DateTimeOffset)timeline.At("First")!, (DateTimeOffset)timeline.At("Last")!, timeline.TextAt("Events.0.Status")));
        Assert.Equal((0, 0, 0, 0), ((int)timeline.At("Open")!, (int)timeline.At("NoStart")!, (int)timeline.At("Abandoned")!, (int)timeline.At("Repeated")!));

        Assert.Equal(200, (await SendAsync(export, compressed)).Status);
        Assert.Equal(timeline.Text, (await TimelineAsync()).Text);
        Assert.Single((await fixture.GetAsync(SomeMessage.PathOf(_service))).At("_links.items")!.AsArray());
    }

    [Fact]
    public async Task A_trace_begins_at_its_earliest_span_also_when_that_comes_last()
    {
        Assert.Equal(200, (await SendAsync(Export(Span("12", "11", "compile", 5, 6)))).Status);
        Assert.Equal(200, (await SendAsync(Export(Span("13", "11", "test", 7, 8)))).Status);
        Assert.Equal(200, (await SendAsync(Export(Span("11", "", "build", 1, 9)))).Status);
        Assert.Equal(["build", "compile", "test"], (await TimelineAsync()).At("Events")!.AsArray().Select(e => (string)e!["Name"]!));
        Assert.Single((await fixture.GetAsync(SomeMessage.PathOf(_service))).At("_links.items")!.AsArray());
    }

    [Fact]
    public async Task Spans_that_cannot_be_taken_are_counted_and_the_others_are_kept()
    {
        var answer = await SendAsync(Export(
            Span("11", "", "fine", 0, 1), Span("12", "", "backwards", 5, 4), Span("", "", "no id", 0, 1), Span("00", "", "zero", 0, 1), Span("13", "", "", 2, 3), Span("14", "", "late", 200_000, 200_001)));
        Assert.Equal((200, "4"), (answer.Status, answer.TextAt("partialSuccess.rejectedSpans")));
        Assert.Contains("The span backwards ends before it starts.", answer.TextAt("partialSuccess.errorMessage"));
        Assert.Contains("The time may be at most", answer.TextAt("partialSuccess.errorMessage"));
        Assert.Equal(["fine", "unnamed"], (await TimelineAsync()).At("Events")!.AsArray().Select(e => (string)e!["Name"]!));
    }

    [Fact]
    public async Task Chains_of_parents_are_bounded_and_circles_end()
    {
        var chain = Enumerable.Range(1, 99).Select(i => Span($"{i:x2}", i == 1 ? "" : $"{i - 1:x2}", $"{i}.{new string('x', 150)}", i, 200 - i));
        Assert.Equal(200, (await SendAsync(Export([.. chain, Span("f1", "f2", "a", 300, 302), Span("f2", "f1", "b", 301, 303)]))).Status);
        var events = (await TimelineAsync()).At("Events")!.AsArray();
        Assert.Equal(101, events.Count);
        Assert.All(events, e => Assert.InRange(Encoding.UTF8.GetByteCount((string)e!["Name"]!), 1, 1024));
    }

    private Task<HalAnswer> TimelineAsync() => fixture.GetAsync($"{SomeMessage.PathOf(_service)}/{_trace}");

    protected JsonObject Export(params JsonObject[] spans) => new()
    {
        ["resourceSpans"] = new JsonArray(new JsonObject
        {
            ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Attribute("service.version", "intValue", "7"), Attribute("service.name", "stringValue", _service)) },
            ["scopeSpans"] = new JsonArray(new JsonObject { ["scope"] = new JsonObject { ["name"] = "by hand" }, ["spans"] = new JsonArray(spans) }),
        }),
    };

    protected JsonObject Span(string id, string parent, string name, double start, double end, int status = 0, int kind = 1) => new()
    {
        ["traceId"] = _trace.ToUpperInvariant(),
        ["spanId"] = id.PadLeft(id.Length == 0 ? 0 : 16, '0'),
        ["parentSpanId"] = parent.PadLeft(parent.Length == 0 ? 0 : 16, '0'),
        ["name"] = name,
        ["kind"] = kind,
        ["startTimeUnixNano"] = Nanoseconds(start),
        ["endTimeUnixNano"] = Nanoseconds(end),
        ["attributes"] = new JsonArray(Attribute("http.status", "doubleValue", 1.5)),
        ["status"] = new JsonObject { ["code"] = status },
    };

    private static JsonObject Attribute(string key, string kind, JsonNode value) => new() { ["key"] = key, ["value"] = new JsonObject { [kind] = value } };

    private static string Nanoseconds(double seconds) => $"{(SomeMessage.At(seconds) - DateTimeOffset.UnixEpoch).Ticks * 100}";

    protected Task<HalAnswer> SendAsync(JsonObject export, bool compressed = false)
    {
        var bytes = Encoding.UTF8.GetBytes(export.ToJsonString());
        if (compressed)
        {
            using var buffer = new MemoryStream();
            using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest)) gzip.Write(bytes);
            bytes = buffer.ToArray();
        }

        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (compressed) content.Headers.ContentEncoding.Add("gzip");
        return SendAsync(content);
    }

    protected async Task<HalAnswer> SendAsync(HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/traces") { Content = content, Headers = { { "X-API-KEY", ApiFixture.Key } } };
        using var response = await fixture.App.Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), null);
    }
}
