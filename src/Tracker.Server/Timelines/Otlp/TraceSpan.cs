using Google.Protobuf;
using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Api;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Server.Timelines.Otlp;

/// <summary>A span as timelines see it.</summary>
/// <param name="Service">The context.</param>
/// <param name="Trace">The timeline's label: the trace's id in hexadecimal digits.</param>
/// <param name="Parent">The id of the span that it is part of; empty for the first of its trace.</param>
/// <param name="Name">Not escaped.</param>
/// <param name="Start">Unix microseconds.</param>
internal sealed record TraceSpan(string Service, string Host, string Trace, string Id, string Parent, string Name, long Start, long End, TimelineStatus Status)
{
    private const string UnknownService = "unknown_service";

    // A name of several lines, such as a statement of SQL, is none that fits on a chart.
    private const int MostOfName = 200;

    /// <summary>The spans that can be taken, and why the others cannot.</summary>
    public static (List<TraceSpan> Spans, List<string> Refused) Of(TraceExport export)
    {
        var (spans, refused) = (new List<TraceSpan>(), new List<string>());
        foreach (var resource in export.ResourceSpans)
        {
            var service = Text(resource.Resource?.Attributes, "service.name") ?? UnknownService;
            var host = Text(resource.Resource?.Attributes, "host.name") ?? "";
            var wrong = MessageBody.Check(new() { Context = service, Name = "x", Host = host });
            foreach (var span in resource.ScopeSpans.SelectMany(s => s.Spans))
            {
                if ((wrong?.Message ?? WrongWith(span)) is { } reason) refused.Add(reason);
                else spans.Add(Of(span, service, host));
            }
        }

        return ([.. spans.DistinctBy(s => (s.Service, s.Trace, s.Id))], refused);
    }

    public IEnumerable<Incoming> Messages(string name) =>
        [new(Service, name, Host, TimelineMessageType.Start, Start, TimelineStatus.None), new(Service, name, Host, TimelineMessageType.End, End, Status)];

    private static TraceSpan Of(Span span, string service, string host) => new(
        service, host, Hex(span.TraceId, 16)!, Hex(span.SpanId, 8)!, Hex(span.ParentSpanId, 8) ?? "", Cut(span.Name),
        Microseconds(span.StartTimeUnixNano), Microseconds(span.EndTimeUnixNano),
        span.Status?.Code switch { 1 => TimelineStatus.Ok, 2 => TimelineStatus.Failed, _ => TimelineStatus.None });

    private static string? WrongWith(Span span)
    {
        if (Hex(span.TraceId, 16) is null) return "A span has no trace id of 16 bytes.";
        if (Hex(span.SpanId, 8) is null) return "A span has no id of 8 bytes.";
        if (span.StartTimeUnixNano == 0) return $"The span {Cut(span.Name)} has no start.";
        return span.EndTimeUnixNano < span.StartTimeUnixNano ? $"The span {Cut(span.Name)} ends before it starts." : null;
    }

    /// <summary>
    /// An id in hexadecimal digits; null when it is none. In JSON it is written in them, where other bytes are base 64, so
    /// the parser has made other bytes of it; written in base 64 again they are the digits.
    /// </summary>
    private static string? Hex(ByteString id, int length)
    {
        var text = id.Length == length ? Convert.ToHexStringLower(id.Span) : id.Length == length * 3 / 2 ? id.ToBase64().ToLowerInvariant() : "";
        return text.Any(c => c != '0') && text.All(char.IsAsciiHexDigitLower) ? text : null;
    }

    private static string Cut(string name)
    {
        var text = new string([.. name.Take(char.IsHighSurrogate(name.ElementAtOrDefault(MostOfName - 1)) ? MostOfName - 1 : MostOfName).Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length == 0 ? "unnamed" : text;
    }

    private static string? Text(IEnumerable<Attribute>? attributes, string key) =>
        attributes?.FirstOrDefault(a => a.Key == key)?.Value?.StringValue is { Length: > 0 } text ? text : null;

    private static long Microseconds(ulong nanoseconds) => (long)(nanoseconds / 1000);
}
