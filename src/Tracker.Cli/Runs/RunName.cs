using Tracker.Cli.Runs.Child;

namespace Tracker.Cli.Runs;

/// <summary>What a run is called.</summary>
internal static class RunName
{
    private const int Most = 200;

    /// <summary>The name that was given, else the program's. Its arguments are left out: they may hold what not everybody should read.</summary>
    public static string Of(string? given, ChildCommand? command)
    {
        if (given is not null) return given;
        if (command is null) return Environment.MachineName;
        var name = string.Concat(Path.GetFileName(command.Name).Where(c => !char.IsControl(c)).Take(Most)).Trim();
        return name.Length > 0 ? name : "command";
    }
}
