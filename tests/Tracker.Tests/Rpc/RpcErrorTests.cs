using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tracker.Rpc;

namespace Tracker.Tests.Rpc;

/// <summary>What middleware in front of the endpoints answers, in the words of each transport.</summary>
public sealed class RpcErrorTests
{
    [Fact]
    public async Task Refusals_come_in_the_words_of_the_transport()
    {
        await using var host = await KitchenHost.StartAsync(configure: app => app.Use((HttpContext http, RequestDelegate _) =>
            RpcError.WriteAsync(http, RpcCode.Unauthenticated, "No key: é", http.Request.Path.Value!.EndsWith("count", StringComparison.Ordinal) ? 418 : null)));
        using var client = new GrpcClient(host.Grpc);
        var reply = await client.CallAsync("/kitchen.v1.KitchenService/Echo", new Kitchen.Dish());
        Assert.Equal((200, 16, "No key: é", true), (reply.HttpStatus, reply.Code, reply.Message, reply.IsTrailersOnly));
        Assert.Equal("application/grpc", reply.ContentType);

        using var http = new HttpClient { BaseAddress = host.Rest };
        using var refused = await http.PostAsync("/api/kitchen/echo", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("""{"code":16,"message":"No key: é","details":[]}""", await refused.Content.ReadAsStringAsync());
        using var chosen = await http.GetAsync("/api/kitchen/count");
        Assert.Equal(418, (int)chosen.StatusCode);
    }
}
