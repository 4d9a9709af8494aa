using Tracker.Protocol.Timelines;
using Tracker.Testing;

namespace Tracker.InteropTests;

/// <summary>Timeline messages as the encoders of other languages write them, read by our codec.</summary>
public sealed class DatagramInteropTests(DatagramInteropTests.Fixture fixture) : IClassFixture<DatagramInteropTests.Fixture>
{
    private const long Second = 1763694000_000000;

    private static readonly TimelineMessage Build = new() { Context = "ci", Name = "build" };

    private static readonly TimelineMessage Compile = new() { Context = "ci", Name = "build.compile", Host = "node-1", Time = Second + 123456 };

    private static readonly TimelineMessage BuildAt = Build with { Time = Second + 123456 };

    private static readonly Dictionary<string, TimelineMessage> Go = new()
    {
        ["golden"] = new TimelineMessage { Context = "ci/build-main", Name = "compile", Type = TimelineMessageType.Single, Time = Second + 123456, AutoIP = true },
        ["start"] = Compile,
        ["zone"] = BuildAt with { Type = TimelineMessageType.End },
        ["zero_time"] = Build,
        ["before_1970"] = Build with { Time = -1 },
        ["far"] = Build with { Time = 253402300799_999999 },
        ["new_timeline"] = BuildAt with { Name = "", Type = TimelineMessageType.NewTimeline },
        ["unicode"] = BuildAt with { Context = "ci/büild", Name = "übersetzen.😀" },
        ["str_8"] = BuildAt with { Context = new string('c', 200) },
        ["str_16"] = BuildAt with { Name = new string('n', 1000) },
        ["unknown_keys"] = Build with { Type = TimelineMessageType.End, Status = TimelineStatus.Failed },
        ["bytes"] = Build with { Type = TimelineMessageType.Single },
    };

    private static readonly Dictionary<string, TimelineMessage> Python = new()
    {
        ["start"] = Compile,
        ["nanoseconds"] = BuildAt,
        ["whole_seconds"] = Build with { Time = Second },
        ["before_1970"] = Build with { Time = -1 },
        ["far"] = Build with { Time = 253402300799_999999 },
        ["zone"] = BuildAt with { Type = TimelineMessageType.End },
        ["without"] = Build,
        ["new_timeline"] = Build with { Name = "build 42", Type = TimelineMessageType.NewTimeline },
        ["unicode"] = Build with { Context = "ci/büild", Name = "übersetzen.😀" },
        ["status"] = Build with { Status = TimelineStatus.Skipped, AutoIP = true },
        ["str_8"] = Build with { Context = new string('c', 200) },
        ["str_16"] = Build with { Name = new string('n', 1000) },
        ["bytes"] = Build with { Type = TimelineMessageType.Single },
        ["old_raw"] = Build with { Context = new string('c', 40) },
        ["unknown_keys"] = Build with { Type = TimelineMessageType.End },
        ["json"] = BuildAt with { Name = "b\"ü\\.x", Host = "node-1", AutoIP = true, Status = TimelineStatus.Ok },
        ["json_utf8"] = BuildAt with { Name = "b\"ü\\.x" },
    };

    private static readonly Dictionary<string, DatagramError> GoRefused = new() { ["too_late"] = DatagramError.BadTime, ["array"] = DatagramError.NotAMap };

    private static readonly Dictionary<string, DatagramError> PythonRefused = new()
    {
        ["too_deep"] = DatagramError.NestingTooDeep,
        ["seconds"] = DatagramError.BadTime,
        ["array"] = DatagramError.NotAMap,
    };

    [Fact]
    public async Task Go_msgp() => Compare(Go, GoRefused, await fixture.GoAsync());

    [Fact]
    public async Task Python_msgpack() => Compare(Python, PythonRefused, await fixture.PythonAsync());

    [Fact]
    public async Task Go_writes_the_golden_datagram() => Assert.Equal(
        "86a7636f6e74657874ad63692f6275696c642d6d61696ea46e616d65a7636f6d70696c65a47479706502a474696d65"
            + "c70c0500000000691fd5b0075bcd15a4686f7374a0a66175746f4950c3",
        Convert.ToHexStringLower((await fixture.GoAsync())["golden"]));

    [Fact]
    public async Task Arrays_are_read_as_bodies()
    {
        foreach (var written in new[] { await fixture.GoAsync(), await fixture.PythonAsync() })
            Assert.Equal(["a", "b"], NamesIn(written["array"]));
    }

    private static void Compare(
        Dictionary<string, TimelineMessage> expected, Dictionary<string, DatagramError> refused, IReadOnlyDictionary<string, byte[]> written)
    {
        Assert.Equal(expected.Keys.Concat(refused.Keys).Order(), written.Keys.Order());
        foreach (var (name, datagram) in written)
        {
            var error = TimelineDatagram.Read(datagram, new byte[TimelineDatagram.ScratchBytes], out var message);
            Assert.True(error == refused.GetValueOrDefault(name), $"{name}: {error}");
            if (error == DatagramError.None)
                Assert.Equal(expected[name], message.ToMessage());
        }
    }

    private static List<string> NamesIn(byte[] body)
    {
        var names = new List<string>();
        var reader = new TimelineMessageReader(body, DatagramFormat.MessagePack, new byte[TimelineDatagram.ScratchBytes]);
        while (reader.Read(out var message, out var error))
        {
            Assert.Equal(DatagramError.None, error);
            names.Add(message.ToMessage().Name);
        }
        Assert.Equal(DatagramError.None, reader.Error);
        return names;
    }

    public sealed class Fixture : IDisposable
    {
        private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
        private readonly TempFolder _folder = new();
        private readonly Lazy<Task<IReadOnlyDictionary<string, byte[]>>> _go;
        private readonly Lazy<Task<IReadOnlyDictionary<string, byte[]>>> _python;

        public Fixture()
        {
            _go = new(RunGoAsync);
            _python = new(RunPythonAsync);
        }

        public Task<IReadOnlyDictionary<string, byte[]>> GoAsync() => _go.Value;

        public Task<IReadOnlyDictionary<string, byte[]>> PythonAsync() => _python.Value;

        public void Dispose() => _folder.Dispose();

        private async Task<IReadOnlyDictionary<string, byte[]>> RunGoAsync()
        {
            var go = Requires.Program("go", "golang-go");
            Requires.That(
                Directory.Exists("/usr/share/gocode/src/github.com/tinylib/msgp"), "Go's msgp is not installed (Debian package golang-github-tinylib-msgp-dev).");
            return await LinesAsync(go, "run", Path.Combine(ClientRunner.Clients, "msgp", "main.go"));
        }

        private async Task<IReadOnlyDictionary<string, byte[]>> RunPythonAsync()
        {
            await using var module = await ChildProcess.RunAsync(ForeignClient.Python, ["-c", "import msgpack"]);
            Requires.That(module.ExitCode == 0, "Python's msgpack is not installed (Debian package python3-msgpack).");
            return await LinesAsync(ForeignClient.Python, Path.Combine(ClientRunner.Clients, "datagrams.py"));
        }

        private async Task<IReadOnlyDictionary<string, byte[]>> LinesAsync(string program, params string[] arguments)
        {
            // Debian's Go packages stand in a GOPATH, not in modules; what is compiled is kept with the rest of the test's files.
            var environment = new Dictionary<string, string?>
            {
                ["GO111MODULE"] = "off",
                ["GOPATH"] = "/usr/share/gocode",
                ["GOCACHE"] = _folder.PathOf("go"),
                ["GOFLAGS"] = null,
            };
            await using var run = await ChildProcess.RunAsync(program, arguments, environment, timeout: Timeout);
            Assert.True(run.ExitCode == 0, run.Said);
            return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.TrimEnd().Split('\t'))
                .ToDictionary(parts => parts[0], parts => Convert.FromHexString(parts[1]));
        }
    }
}
