using Tracker.Protocol.Health;
using Tracker.Protocol.Reflection;
using Tracker.Testing;

namespace Tracker.InteropTests;

/// <summary>The real event service as the world's gRPC clients see it: open to this machine, and closed by a key.</summary>
public sealed class EventInteropTests(EventInteropTests.Fixture fixture) : IClassFixture<EventInteropTests.Fixture>
{
    private static readonly string[] PythonCases =
    [
        "reflection_v1", "reflection_v1alpha", "create_with_all_fields", "create_with_little", "deployment_in_two_creates",
        "update_of_what_is_set", "update_of_what_the_mask_names", "impact_false_is_a_value", "owner_alone_approves",
        "get_by_uuid_and_slack_id", "changelog", "slack_id_added_later", "search_by_each_filter", "search_by_dates", "search_by_text",
        "search_in_pages", "list_in_pages", "today_in_the_callers_zone", "stats", "stats_by_month", "delete",
        "invalid_arguments_name_their_field", "unknown_events_are_not_found", "idempotency_key", "no_key_is_unauthenticated",
        "wrong_key_is_unauthenticated", "right_key_by_either_header", "health_check", "health_watch", "deadline", "gzip",
        "thousand_creates_at_once",
    ];

    private static readonly string[] NodeCases =
    [
        "create", "deployment_in_two_creates", "update", "search", "errors", "idempotency_key", "api_key", "health",
        "expired_deadline_stores_nothing", "reflection_client_v1", "reflection_client_v1alpha",
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

    public sealed class Fixture : IAsyncLifetime
    {
        private const string Key = "interop-key-0123456789";
        private readonly ClientRunner _runner = new();
        private TrackerApp _open = null!;
        private TrackerApp _keyed = null!;
        private string _descriptors = "";

        public async ValueTask InitializeAsync()
        {
            _open = await TrackerApp.StartAsync();
            _keyed = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = Key });
            // The event service's own messages are asked from the server.
            _descriptors = ClientRunner.WriteDescriptorSet("standard.protoset", HealthReflection.Descriptor, ReflectionReflection.Descriptor);
        }

        public Task<ForeignRun> PythonAsync() => _runner.PythonAsync(
            "event_cases.py", _open.GrpcAddress.Authority, _keyed.GrpcAddress.Authority, Key, _descriptors);

        public Task<ForeignRun> NodeAsync() => _runner.NodeAsync(
            "event_cases.mjs", [_open.GrpcAddress.Authority, _keyed.GrpcAddress.Authority, Key, .. ClientRunner.ProtoFolders]);

        public async ValueTask DisposeAsync()
        {
            Directory.Delete(Path.GetDirectoryName(_descriptors)!, recursive: true);
            await _keyed.DisposeAsync();
            await _open.DisposeAsync();
        }
    }
}
