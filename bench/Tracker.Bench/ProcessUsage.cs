using System.Globalization;

namespace Tracker.Bench;

/// <summary>What a process has used so far, as the kernel counts it.</summary>
/// <param name="Processor">Time of all its threads, in user code and in the kernel.</param>
/// <param name="Resident">Memory now, in bytes.</param>
/// <param name="Peak">The most memory it ever had, in bytes.</param>
internal readonly record struct ProcessUsage(TimeSpan Processor, long Resident, long Peak)
{
    // Linux has counted in hundredths of a second towards user space since long ago.
    private const double TicksPerSecond = 100;

    public static ProcessUsage Of(int pid)
    {
        // The second field is the name in brackets and may hold anything, so the count starts behind it.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var status = File.ReadAllLines($"/proc/{pid}/status");
        return new ProcessUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), Kilobytes("VmRSS:") * 1024, Kilobytes("VmHWM:") * 1024);

        long Kilobytes(string key) =>
            long.Parse(status.First(l => l.StartsWith(key, StringComparison.Ordinal))[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
