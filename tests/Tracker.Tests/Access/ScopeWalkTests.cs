using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Testing;

namespace Tracker.Tests.Access;

/// <summary>Calls every endpoint of the running server, REST, pages and gRPC, with less than it asks for.</summary>
public sealed partial class ScopeWalkTests : IAsyncLifetime
{
    private const string AdminKey = "the-key-of-those-who-administer";
    private TrackerApp _app = null!;
    private string _readKey = "";
    private string _writeKey = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = AdminKey });
        _app.Http.DefaultRequestHeaders.Add("X-API-KEY", AdminKey);
        _readKey = (await _app.PostAsync("/api/v1/keys", new { name = "reader", scope = "read" })).TextAt("key");
        _writeKey = (await _app.PostAsync("/api/v1/keys", new { name = "writer", scope = "write" })).TextAt("key");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Every_address_refuses_a_key_of_a_lesser_scope()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _app.HttpAddress };
        var asked = 0;
        foreach (var (endpoint, scope) in Endpoints(Listener.Http).Where(e => e.Scope > Scope.Read))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var path = PathOf(endpoint);
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "X-API-KEY", LesserThan(scope) } } };
                using var answer = await client.SendAsync(request, Ct);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} answered {(int)answer.StatusCode}");
                asked++;
            }
        }

        Assert.True(asked > 50, $"Only {asked} were asked.");
    }

    [Fact]
    public async Task Every_gRPC_method_refuses_a_caller_without_credentials_and_a_key_of_a_lesser_scope()
    {
        using var client = new HttpClient { BaseAddress = _app.GrpcAddress, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var asked = 0;
        foreach (var (endpoint, scope) in Endpoints(Listener.Grpc))
        {
            var path = PathOf(endpoint);
            Assert.Equal((path, "16"), (path, await GrpcStatusAsync(client, path, null)));
            if (scope > Scope.Read) Assert.Equal((path, "7"), (path, await GrpcStatusAsync(client, path, LesserThan(scope))));
            asked++;
        }

        Assert.True(asked > 20, $"Only {asked} were asked.");
    }

    private IEnumerable<(RouteEndpoint Endpoint, Scope Scope)> Endpoints(Listener listener) => _app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => (e.Metadata.GetMetadata<ListenerRequirement>()?.Listener ?? Listener.Http) == listener)
        .Select(e => (e, e.Metadata.GetMetadata<ScopeRequirement>()!.Scope))
        .Where(e => e.Scope > Scope.Anonymous);

    private string LesserThan(Scope scope) => scope == Scope.Admin ? _writeKey : _readKey;

    // A parameter that must be a UUID or a number is matched by nothing else.
    private static string PathOf(RouteEndpoint endpoint) => "/" + Parameter().Replace(
        endpoint.RoutePattern.RawText!.TrimStart('/'), m => m.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : m.Value.Contains(":long", StringComparison.Ordinal) ? "1" : "x");

    private static async Task<string?> GrpcStatusAsync(HttpClient client, string path, string? key)
    {
        // An empty message: no compression, no bytes.
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            Headers = { { "TE", "trailers" } },
        };
        if (key is not null) request.Headers.Add("x-api-key", key);
        using var answer = await client.SendAsync(request, Ct);
        await answer.Content.ReadAsByteArrayAsync(Ct);
        return (answer.Headers.TryGetValues("grpc-status", out var status) || answer.TrailingHeaders.TryGetValues("grpc-status", out status)) ? status.Single() : $"HTTP {(int)answer.StatusCode}";
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
