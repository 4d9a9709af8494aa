using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tracker.Rpc;

/// <summary>The calls of both transports, by method, code and transport.</summary>
public static class RpcMetrics
{
    public const string MeterName = "Tracker.Rpc";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("tracker.rpc.duration", "s", "Time to answer a call.");
    private static readonly UpDownCounter<int> Active = Meter.CreateUpDownCounter<int>("tracker.rpc.active", "{call}", "Calls in progress.");
    private static readonly Counter<long> Messages =
        Meter.CreateCounter<long>("tracker.rpc.stream.messages", "{message}", "Messages of streaming calls.");
    private static readonly string[] Codes = [.. Enum.GetValues<RpcCode>().Select(c => c.ToString())];

    internal static long Start(RpcMethod method, RpcTransport transport)
    {
        Active.Add(1, Method(method), Transport(transport));
        return Stopwatch.GetTimestamp();
    }

    internal static void Stop(RpcMethod method, RpcTransport transport, RpcCode code, long started)
    {
        Active.Add(-1, Method(method), Transport(transport));
        if (Duration.Enabled)
            Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, Method(method), Transport(transport), new("code", Name(code)));
    }

    internal static void Received(RpcMethod method) => Message(method, "in");

    internal static void Sent(RpcMethod method) => Message(method, "out");

    private static void Message(RpcMethod method, string direction)
    {
        if (Messages.Enabled)
            Messages.Add(1, Method(method), new KeyValuePair<string, object?>("direction", direction));
    }

    private static string Name(RpcCode code) => (uint)code < (uint)Codes.Length ? Codes[(int)code] : nameof(RpcCode.Unknown);

    private static KeyValuePair<string, object?> Method(RpcMethod method) => new("method", method.FullName);

    private static KeyValuePair<string, object?> Transport(RpcTransport transport) =>
        new("transport", transport == RpcTransport.Grpc ? "grpc" : "rest");
}
