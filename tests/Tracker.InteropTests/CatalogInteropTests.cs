using Tracker.Protocol.Health;
using Tracker.Protocol.Reflection;
using Tracker.Testing;

namespace Tracker.InteropTests;

/// <summary>The real catalog service as the world's gRPC clients see it.</summary>
public sealed class CatalogInteropTests(CatalogInteropTests.Fixture fixture) : IClassFixture<CatalogInteropTests.Fixture>
{
    private static readonly string[] PythonCases = ["entry_with_all_fields", "versions_and_dependencies", "list_in_pages", "apply_yaml", "errors", "delete"];

    private static readonly string[] NodeCases = ["put_get_and_replace", "versions_and_compliance", "list_and_errors"];

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
        private readonly ClientRunner _runner = new();
        private TrackerApp _app = null!;
        private string _descriptors = "";

        public async ValueTask InitializeAsync()
        {
            _app = await TrackerApp.StartAsync();
            _descriptors = ClientRunner.WriteDescriptorSet("standard.protoset", HealthReflection.Descriptor, ReflectionReflection.Descriptor);
        }

        public Task<ForeignRun> PythonAsync() => _runner.PythonAsync("catalog_cases.py", _app.GrpcAddress.Authority, _descriptors);

        public Task<ForeignRun> NodeAsync() => _runner.NodeAsync("catalog_cases.mjs", [_app.GrpcAddress.Authority, .. ClientRunner.ProtoFolders]);

        public async ValueTask DisposeAsync()
        {
            Directory.Delete(Path.GetDirectoryName(_descriptors)!, recursive: true);
            await _app.DisposeAsync();
        }
    }
}
