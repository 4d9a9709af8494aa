using Tracker.Protocol.Health;
using ServingStatus = Tracker.Protocol.Health.HealthCheckResponse.Types.ServingStatus;

namespace Tracker.Tests.Rpc;

public sealed class HealthTests
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Watch = "/grpc.health.v1.Health/Watch";

    [Fact]
    public async Task Services_have_their_own_status_until_the_server_stops()
    {
        await using var host = await KitchenHost.StartAsync();
        using var client = new GrpcClient(host.Grpc);
        Assert.Equal(ServingStatus.Serving, await StatusAsync(""));
        Assert.Equal(5, (await client.CallAsync(Check, new HealthCheckRequest { Service = "kitchen" })).Code);
        host.Health.Set("kitchen", ServingStatus.NotServing);
        Assert.Equal((ServingStatus.NotServing, ServingStatus.Serving), (await StatusAsync("kitchen"), await StatusAsync("")));
        host.Health.Set("kitchen", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await StatusAsync("kitchen"));
        host.Health.Stop();
        Assert.Equal((ServingStatus.NotServing, ServingStatus.NotServing), (await StatusAsync("kitchen"), await StatusAsync("")));

        async Task<ServingStatus> StatusAsync(string service) =>
            (await client.CallAsync(Check, new HealthCheckRequest { Service = service })).Single<HealthCheckResponse>().Status;
    }

    [Fact]
    public async Task A_watch_tells_each_change_and_ends_with_the_server()
    {
        await using var host = await KitchenHost.StartAsync();
        using var client = new GrpcClient(host.Grpc);
        // The answer is read to its end, so the changes are made meanwhile, each after the watch has seen the one before.
        using var messages = new MeterProbe("tracker.rpc.stream.messages");
        var watching = client.CallAsync(Watch, new HealthCheckRequest { Service = "kitchen" });
        await SentAsync(1);
        host.Health.Set("kitchen", ServingStatus.Serving);
        await SentAsync(2);
        host.Health.Set("other", ServingStatus.Serving);
        host.Health.Set("kitchen", ServingStatus.NotServing);
        await SentAsync(3);
        host.Health.Set("kitchen", ServingStatus.Serving);
        await SentAsync(4);
        host.Health.Stop();
        var reply = await watching;
        Assert.Equal(0, reply.Code);
        Assert.Equal(
            [ServingStatus.ServiceUnknown, ServingStatus.Serving, ServingStatus.NotServing, ServingStatus.Serving, ServingStatus.NotServing],
            reply.Messages.Select(m => HealthCheckResponse.Parser.ParseFrom(m.Payload).Status));

        Task SentAsync(int count) => Eventually.BecomesTrue(
            () => messages.Measured.Count(m => m.Tags == "method=grpc.health.v1.Health/Watch direction=out") == count, $"{count} messages were sent");
    }
}
