
namespace Tracker.Cli.Runs.Delivery;

/// <summary>What outlives a command, by user: <c>$XDG_STATE_HOME/tracker</c>, else <c>~/.local/state/tracker</c>. Readable by its owner only.</summary>
internal static class StateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A folder below, which may not exist; null without a home.</summary>
    public static string? PathOf(string name)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        // By its specification a relative one is as good as none.
        if (state is null || !Path.IsPathRooted(state))
        {
            var home = Environment.GetEnvironmentVariable("HOME");
            if (string.IsNullOrEmpty(home)) return null;
            state = Path.Combine(home, ".local", "state");
        }
        return Path.Combine(state, "tracker", name);
    }

    /// <summary>Writes a file that is there as a whole or not at all.</summary>
    public static void Write(string folder, string name, ReadOnlySpan<byte> content, bool durable)
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        var draft = Path.Combine(folder, $"{name}.{Environment.ProcessId}.draft");
        try
        {
            using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = OwnerOnly }))
            {
                file.Write(content);
                if (durable) file.Flush(flushToDisk: true);
            }
            File.Move(draft, Path.Combine(folder, name), overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
