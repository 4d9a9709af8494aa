using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tracker.Testing;

namespace Tracker.InteropTests;

/// <summary>Runs each foreign client once against a server and keeps its cases for the tests to look at.</summary>
public sealed class ClientRunner
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, Lazy<Task<ForeignRun>>> _runs = new();

    public static string Clients { get; } = Path.Combine(ForeignClient.Root, "tests", "Tracker.InteropTests", "clients");

    /// <summary>The folders to import .proto files from.</summary>
    public static string[] ProtoFolders { get; } =
    [
        Path.Combine(ForeignClient.Root, "src", "Tracker.Protocol", "proto"),
        Path.Combine(ForeignClient.Root, "tests", "Tracker.Tests", "Rpc", "protos"),
    ];

    public async Task<ForeignRun> PythonAsync(string script, params string[] arguments)
    {
        Require(await ForeignClient.MissingPythonAsync(TestContext.Current.CancellationToken, "grpc", "google.protobuf"));
        return await OnceAsync(ForeignClient.Python, script, arguments);
    }

    public Task<ForeignRun> NodeAsync(string script, params string[] arguments)
    {
        Require(ForeignClient.MissingNode(Clients));
        return OnceAsync("node", script, arguments);
    }

    /// <summary>Writes the files and all they import for clients that make their messages at run time.</summary>
    public static string WriteDescriptorSet(string name, params FileDescriptor[] files)
    {
        var set = new FileDescriptorSet();
        var seen = new HashSet<string>();
        foreach (var file in files)
            Add(file);
        var path = Path.Combine(Directory.CreateTempSubdirectory("tracker-interop-").FullName, name);
        File.WriteAllBytes(path, set.ToByteArray());
        return path;

        void Add(FileDescriptor file)
        {
            if (!seen.Add(file.Name))
                return;
            set.File.Add(file.ToProto());
            foreach (var imported in file.Dependencies)
                Add(imported);
        }
    }

    private Task<ForeignRun> OnceAsync(string program, string script, string[] arguments) => _runs.GetOrAdd(script, _ => new Lazy<Task<ForeignRun>>(() =>
        ForeignClient.RunAsync(program, [Path.Combine(Clients, script), .. arguments], Clients, Timeout, CancellationToken.None))).Value;

    private static void Require(string? missing)
    {
        if (missing is not null && ForeignClient.IsRequired)
            Assert.Fail(missing);
        Assert.SkipWhen(missing is not null, missing ?? "");
    }
}
