using System.Runtime.InteropServices;

namespace Tracker.Bench;

/// <summary>What the numbers were measured on, and where data that must be durable is kept meanwhile.</summary>
internal static class Machine
{
    /// <summary>A folder on the disk that holds the clone: /tmp may be memory, where an fsync costs nothing.</summary>
    public static string DataFolder(string name)
    {
        var folder = Testing.Repository.PathOf("artifacts", "bench", name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        return Directory.CreateDirectory(folder).FullName;
    }

    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
        var disk = new DriveInfo(Testing.Repository.Root).DriveFormat;
        return $"{Environment.ProcessorCount} × {model ?? "unknown processor"}, {disk}, {RuntimeInformation.FrameworkDescription}, load on the same machine";
    }
}
