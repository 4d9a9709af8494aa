namespace Tracker.Tests.Rpc;

public sealed class MetricsTests
{
    [Fact]
    public async Task Calls_are_measured_by_method_code_and_transport()
    {
        using var durations = new MeterProbe("tracker.rpc.duration");
        using var active = new MeterProbe("tracker.rpc.active");
        await using var host = await KitchenHost.StartAsync();
        using var client = new GrpcClient(host.Grpc);
        using var http = new HttpClient { BaseAddress = host.Rest };
        await client.CallAsync("/kitchen.v1.KitchenService/Fail", new Kitchen.FailRequest { Code = 10 });
        using var response = await http.GetAsync("/api/kitchen/fail/10");
        await Eventually.BecomesTrue(() => Count("grpc") > 0 && Count("rest") > 0, "both calls were measured");
        Assert.All(durations.Measured, m => Assert.InRange(m.Value, 0, 60));

        int Count(string transport) => durations.Measured.Count(m => m.Tags == $"method=kitchen.v1.KitchenService/Fail transport={transport} code=Aborted");
    }

    [Fact]
    public async Task Stream_messages_are_counted()
    {
        using var messages = new MeterProbe("tracker.rpc.stream.messages");
        await using var host = await KitchenHost.StartAsync();
        using var client = new GrpcClient(host.Grpc);
        byte[] three = [.. GrpcClient.Frame(0, []), .. GrpcClient.Frame(0, []), .. GrpcClient.Frame(0, [])];
        await client.SendAsync("/kitchen.v1.KitchenService/Chat", three);
        await Eventually.BecomesTrue(() => Count("in") >= 3 && Count("out") >= 3, "the messages were counted");

        int Count(string direction) => messages.Measured.Count(m => m.Tags == $"method=kitchen.v1.KitchenService/Chat direction={direction}");
    }
}
