namespace Tracker.Tests.Rpc;

/// <summary>Measures what the whole process allocates, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(GzipBombTests), DisableParallelization = true)]
[Collection(nameof(GzipBombTests))]
public sealed class GzipBombTests
{
    private const int Unpacked = 200 << 20;

    [Fact]
    public async Task A_gzip_bomb_is_stopped_while_it_unpacks()
    {
        var bomb = GrpcProtocolTests.Gzip(new byte[Unpacked]);
        await using var host = await KitchenHost.StartAsync();
        using var client = new GrpcClient(host.Grpc);
        var before = GC.GetTotalAllocatedBytes();
        var reply = await client.SendAsync("/kitchen.v1.KitchenService/Echo", GrpcClient.Frame(1, bomb), ("grpc-encoding", "gzip"));
        Assert.Equal(8, reply.Code);
        Assert.True(GC.GetTotalAllocatedBytes() - before < Unpacked / 4, "The bomb was unpacked.");
    }
}
