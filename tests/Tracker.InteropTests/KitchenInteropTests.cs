using Tracker.Protocol.Health;
using Tracker.Protocol.Reflection;
using Tracker.Testing;
using Tracker.Tests.Rpc;
using Tracker.Tests.Rpc.Kitchen;

namespace Tracker.InteropTests;

/// <summary>The RPC layer as the world's gRPC clients see it. A case that vanishes from a client fails here by its name.</summary>
public sealed class KitchenInteropTests(KitchenInteropTests.Fixture fixture) : IClassFixture<KitchenInteropTests.Fixture>
{
    private static readonly string[] PythonCases =
    [
        "unary_call", "empty_message", "four_megabytes", "too_large_message", "unknown_method", "unknown_service", "every_status",
        "message_text", "long_message_text", "bug_tells_nothing", "limits", "deadline", "deadline_of_stream", "deadline_is_seen_by_the_service",
        "cancel_unary", "cancel_stream", "server_stream", "server_stream_that_fails", "large_stream_under_flow_control", "slow_reader",
        "client_stream", "empty_client_stream", "ping_pong", "idle_stream_survives", "gzip", "gzip_bomb", "deflate_is_refused",
        "malformed_message", "metadata", "two_thousand_at_once", "many_threads", "health_check", "health_watch", "reflection_v1",
        "reflection_v1alpha", "call_from_reflection_alone",
    ];

    private static readonly string[] NodeCases =
    [
        "unary_call", "status_and_text", "every_status", "unknown_method", "deadline", "four_megabytes", "too_large_message", "limits",
        "server_stream", "server_stream_that_fails", "large_stream_under_flow_control", "cancel_stream", "cancel_unary", "client_stream",
        "ping_pong", "gzip", "metadata", "thousand_at_once", "health", "trailers_only_refusals_of_raw_http2", "reflection_client_v1",
        "reflection_client_v1alpha",
    ];

    public static TheoryData<string> Python => [.. PythonCases];

    public static TheoryData<string> Node => [.. NodeCases];

    [Theory]
    [MemberData(nameof(Python))]
    public async Task Python_grpcio(string name) => (await fixture.PythonAsync()).MustHavePassed(name);

    [Theory]
    [MemberData(nameof(Node))]
    public async Task Node_grpc_js(string name) => (await fixture.NodeAsync()).MustHavePassed(name);

    [Fact]
    public async Task Every_case_is_listed_here()
    {
        Assert.Equal(PythonCases.Order(), (await fixture.PythonAsync()).Cases.Keys.Order());
        Assert.Equal(NodeCases.Order(), (await fixture.NodeAsync()).Cases.Keys.Order());
    }

    [Fact]
    public async Task The_server_had_nothing_to_complain_about_but_the_bugs_asked_for()
    {
        await fixture.PythonAsync();
        await fixture.NodeAsync();
        Assert.All(fixture.Host.Logs.Entries, entry => Assert.Equal("The secret of the house.", entry.Exception?.Message));
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly ClientRunner _runner = new();
        private string _descriptors = "";

        public KitchenHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Host = await KitchenHost.StartAsync();
            _descriptors = ClientRunner.WriteDescriptorSet(
                "kitchen.protoset", KitchenReflection.Descriptor, HealthReflection.Descriptor, ReflectionReflection.Descriptor);
        }

        public Task<ForeignRun> PythonAsync() => _runner.PythonAsync("rpc_cases.py", Host.Grpc.Authority, _descriptors);

        public Task<ForeignRun> NodeAsync() => _runner.NodeAsync("rpc_cases.mjs", [Host.Grpc.Authority, .. ClientRunner.ProtoFolders]);

        public async ValueTask DisposeAsync()
        {
            Directory.Delete(Path.GetDirectoryName(_descriptors)!, recursive: true);
            await Host.DisposeAsync();
        }
    }
}
