namespace Tracker.Testing;

/// <summary>Programs a test talks to. A missing one skips the test on a developer's machine and fails it in CI.</summary>
public static class Requires
{
    // What xunit looks for at the start of an exception's message to report the test as skipped.
    private const string SkipToken = "$XunitDynamicSkip$";

    public static bool InCI { get; } = Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>The full path of a program on the PATH.</summary>
    public static string Program(string name, string package) =>
        Find(name) ?? throw Missing($"{name} is not installed (Debian package {package}).");

    public static void That(bool present, string otherwise)
    {
        if (!present)
        {
            throw Missing(otherwise);
        }
    }

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static InvalidOperationException Missing(string why) => new(InCI ? why : SkipToken + why);
}
