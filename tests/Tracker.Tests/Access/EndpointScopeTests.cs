using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Testing;

namespace Tracker.Tests.Access;

/// <summary>Walks every endpoint of the running server.</summary>
public sealed class EndpointScopeTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private IReadOnlyList<RouteEndpoint> Endpoints => fixture.App.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

    [Fact]
    public void Every_endpoint_declares_its_scope()
    {
        Assert.NotEmpty(Endpoints);
        Assert.Empty(Endpoints.Where(e => e.Metadata.GetMetadata<ScopeRequirement>() is not { Scope: > Scope.Unspecified }).Select(e => $"{e.RoutePattern.RawText} {e.DisplayName}"));
    }

    /// <summary>What anyone may call is a short list, kept here so that adding to it is a decision.</summary>
    [Fact]
    public void Only_the_declared_endpoints_are_anonymous()
    {
        string[] allowed =
        [
            "/register", "/api/v1/auth", "/v1/api/auth", "/metrics", "/healthz/live", "/healthz/ready", "/openapi.json", "/swagger.json", "/sign-in", "/sign-out", "/theme", "/favicon.ico",
            "/ping/{id:guid}", "/ping/{id:guid}/{signal}", "/ping/{key}/{slug}", "/ping/{key}/{slug}/{signal}", "/badge/{id:guid}.svg", "/badge/{id:guid}.json", "/badge/tag/{key}/{tag}.svg", "/badge/tag/{key}/{tag}.json",
            "/hooks/github", "/hooks/gitlab", "/hooks/registry",
            "/assets/{version}/{**file}", "/_framework/opaque-redirect", "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch",
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        ];
        var anonymous = Endpoints.Where(e => e.Metadata.GetMetadata<ScopeRequirement>()!.Scope == Scope.Anonymous).Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct();
        Assert.Empty(anonymous.Except(allowed));
    }

    [Fact]
    public void Every_get_that_changes_something_is_known_as_one() => Assert.Empty(Endpoints
        .Where(e => e.Metadata.GetMetadata<RpcMethod>() is { Scope: >= Scope.Write } && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
        .Where(e => e.Metadata.GetMetadata<ChangesByGet>() is null)
        .Select(e => e.DisplayName));

    [Fact]
    public async Task Every_other_endpoint_refuses_a_caller_without_credentials()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = "a-key-for-tests" });
        var closed = app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ScopeRequirement>()!.Scope > Scope.Anonymous
                && (e.Metadata.GetMetadata<ListenerRequirement>()?.Listener ?? Listener.Http) == Listener.Http);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.HttpAddress };
        foreach (var endpoint in closed)
        {
            // A parameter that must be a UUID or a number is matched by nothing else.
            var path = "/" + System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), @"\{[^}]*\}", m => m.Value.Contains(":guid") ? Guid.Empty.ToString() : m.Value.Contains(":long") ? "1" : "x");
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
                var refused = (int)answer.StatusCode == 401 || ((int)answer.StatusCode == 302 && answer.Headers.Location!.ToString().StartsWith("/sign-in", StringComparison.Ordinal));
                Assert.True(refused, $"{method} {path} answered {(int)answer.StatusCode}");
            }
        }
    }
}
