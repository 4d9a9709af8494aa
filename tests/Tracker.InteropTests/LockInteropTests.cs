using Tracker.Protocol.Health;
using Tracker.Protocol.Reflection;
using Tracker.Testing;

namespace Tracker.InteropTests;

/// <summary>The real lock service as the world's gRPC clients see it.</summary>
public sealed class LockInteropTests(LockInteropTests.Fixture fixture) : IClassFixture<LockInteropTests.Fixture>
{
    private static readonly string[] PythonCases = ["create_conflict_unlock", "wait_by_stream", "update"];

    private static readonly string[] NodeCases = ["create_conflict_unlock", "wait_by_stream"];

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
            _descriptors = ClientRunner.WriteDescriptorSet("locks.protoset", HealthReflection.Descriptor, ReflectionReflection.Descriptor);
        }

        public Task<ForeignRun> PythonAsync() => _runner.PythonAsync("lock_cases.py", _app.GrpcAddress.Authority, _descriptors);

        public Task<ForeignRun> NodeAsync() => _runner.NodeAsync("lock_cases.mjs", [_app.GrpcAddress.Authority, .. ClientRunner.ProtoFolders]);

        public async ValueTask DisposeAsync()
        {
            Directory.Delete(Path.GetDirectoryName(_descriptors)!, recursive: true);
            await _app.DisposeAsync();
        }
    }
}
