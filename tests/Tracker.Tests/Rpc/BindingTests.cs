using Tracker.Protocol.Api;
using Tracker.Protocol.Health;
using Tracker.Rpc;
using Tracker.Tests.Rpc.Kitchen;

namespace Tracker.Tests.Rpc;

/// <summary>A service that does not fit its descriptor must stop the start, and say where.</summary>
public sealed class BindingTests
{
    [Fact]
    public void Every_method_is_bound_with_its_scope()
    {
        var methods = RpcMethod.Bind<KitchenService>(KitchenReflection.Descriptor.Services[0]);
        Assert.Equal(9, methods.Count);
        Assert.Equal(Scope.Write, methods.Single(m => m.Descriptor.Name == "Echo").Scope);
        Assert.Equal("kitchen.v1.KitchenService/Echo", methods.Single(m => m.Descriptor.Name == "Echo").FullName);
    }

    [Fact]
    public void A_missing_method_is_named() => Refuses<Empty>(
        "Tracker.Tests.Rpc.BindingTests+Empty does not implement grpc.health.v1.Health.Check: it needs public Task<HealthCheckResponse> Check(HealthCheckRequest, CallContext).");

    [Fact]
    public void A_wrong_result_is_named() => Refuses<WrongResult>("it must be public Task<HealthCheckResponse> Check(HealthCheckRequest, CallContext).");

    [Fact]
    public void A_wrong_shape_is_named() => Refuses<WrongShape>("it must be public IAsyncEnumerable<HealthCheckResponse> Watch(HealthCheckRequest, CallContext).");

    [Fact]
    public void A_static_method_does_not_serve() => Refuses<Static>("Check has the wrong signature");

    [Fact]
    public void A_method_without_a_scope_is_named()
    {
        var service = NoScopeReflection.Descriptor.Services[0];
        var error = Assert.Throws<InvalidOperationException>(() => RpcMethod.Bind<NoScopeService>(service));
        Assert.StartsWith("kitchen.v1.NoScope.Open declares no scope", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UnknownField", "/x/{nothing} names nothing, which kitchen.v1.Note does not have.")]
    [InlineData("UnknownBody", "the body is nothing, which kitchen.v1.Note does not have.")]
    [InlineData("Stream", "streams from the client, which no HTTP route can carry.")]
    [InlineData("Pattern", "{text=a/*} has a pattern other than")]
    public async Task A_wrong_route_is_named(string method, string message)
    {
        var methods = RpcMethod.Bind<BadRoutesService>(NoScopeReflection.Descriptor.Services[1]).Where(m => m.Descriptor.Name == method);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => KitchenHost.StartAsync(configure: app => app.MapRest(methods, new RpcOptions())));
        Assert.Contains("kitchen.v1.BadRoutes/" + method, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_carry_method_transport_and_scope()
    {
        IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> endpoints = [];
        await using var host = await KitchenHost.StartAsync(configure: app => endpoints = Endpoints(app));
        Assert.Contains(endpoints, e => e.Metadata.GetMetadata<RpcEndpoint>() is { Transport: RpcTransport.Rest });
        Assert.All(endpoints, e =>
        {
            Assert.NotNull(e.Metadata.GetMetadata<RpcMethod>());
            Assert.Equal(e.Metadata.GetMetadata<RpcMethod>()!.Scope, e.Metadata.GetMetadata<ScopeRequirement>()!.Scope);
        });
    }

    private static List<Microsoft.AspNetCore.Http.Endpoint> Endpoints(Microsoft.AspNetCore.Builder.WebApplication app)
    {
        var methods = RpcMethod.Bind<KitchenService>(KitchenReflection.Descriptor.Services[0]).Where(m => m.Descriptor.Name is "Fail").ToList();
        var before = ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.Count;
        app.MapRest(methods, new RpcOptions());
        var mapped = ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.Skip(before).SelectMany(s => s.Endpoints).ToList();
        return mapped;
    }

    private static void Refuses<T>(string message) where T : class
    {
        var error = Assert.Throws<InvalidOperationException>(() => RpcMethod.Bind<T>(HealthService.Descriptor));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private sealed class Empty;

    private sealed class WrongResult
    {
        public HealthCheckResponse Check(HealthCheckRequest request, CallContext call) => new();
    }

    private sealed class WrongShape
    {
        public Task<HealthCheckResponse> Check(HealthCheckRequest request, CallContext call) => Task.FromResult(new HealthCheckResponse());

        public Task<HealthCheckResponse> Watch(HealthCheckRequest request, CallContext call) => Task.FromResult(new HealthCheckResponse());
    }

    private sealed class Static
    {
        public static Task<HealthCheckResponse> Check(HealthCheckRequest request, CallContext call) => Task.FromResult(new HealthCheckResponse());
    }

    private sealed class NoScopeService
    {
        public Task<Note> Open(Note request, CallContext call) => Task.FromResult(request);
    }

    private sealed class BadRoutesService
    {
        public Task<Note> UnknownField(Note request, CallContext call) => Task.FromResult(request);

        public Task<Note> UnknownBody(Note request, CallContext call) => Task.FromResult(request);

        public Task<Note> Pattern(Note request, CallContext call) => Task.FromResult(request);

        public Task<Note> Stream(IAsyncEnumerable<Note> request, CallContext call) => Task.FromResult(new Note());
    }
}
