using System.Reflection;

namespace Tracker.BrowserTests.Harness;

internal static class Folders
{
    public static string Project { get; } = typeof(Folders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "ProjectFolder").Value!;

    /// <summary>Screenshots; not in version control.</summary>
    public static string Artifacts { get; } = Path.GetFullPath(Path.Combine(Project, "../../artifacts/browser"));

    public static string Axe { get; } = Path.Combine(Project, "node_modules/axe-core/axe.min.js");
}
