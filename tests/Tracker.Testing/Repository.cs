using System.Reflection;

namespace Tracker.Testing;

/// <summary>The clone that the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Metadata("Repository");

    /// <summary>The server's assembly, built in the same configuration as the tests.</summary>
    public static string Server { get; } = Metadata("Server");

    /// <summary>The command line program, built in the same configuration as the tests.</summary>
    public static string Cli { get; } = Metadata("Cli");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
