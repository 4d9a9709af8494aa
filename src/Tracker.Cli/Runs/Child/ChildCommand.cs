using System.Text;

namespace Tracker.Cli.Runs.Child;

/// <summary>The command as it was typed and the environment as it came, byte by byte: neither need be valid UTF-8.</summary>
internal sealed record ChildCommand(IReadOnlyList<byte[]> Words, IReadOnlyList<byte[]> Environment)
{
    private static readonly byte[] StandardPath = "/bin:/usr/bin"u8.ToArray();

    public string Name => Encoding.UTF8.GetString(Words[0]);

    /// <param name="count">How many of this process's last arguments are the command.</param>
    public static ChildCommand OfThisProcess(int count)
    {
        var arguments = Split(ProcFile.ReadAll("/proc/self/cmdline"));
        return new([.. arguments.Skip(arguments.Count - count)], Split(ProcFile.ReadAll("/proc/self/environ")));
    }

    /// <summary>The same with variables that replace those of their names.</summary>
    public ChildCommand With(IReadOnlyDictionary<string, string> variables)
    {
        var replaced = variables.Select(v => (Prefix: Encoding.UTF8.GetBytes(v.Key + "="), Value: Encoding.UTF8.GetBytes(v.Value))).ToList();
        var kept = Environment.Where(variable => !replaced.Exists(r => variable.AsSpan().StartsWith(r.Prefix)));
        return this with { Environment = [.. kept, .. replaced.Select(r => (byte[])[.. r.Prefix, .. r.Value])] };
    }

    /// <summary>Where the program may be: itself when a slash says where, else along PATH, which alone says whether the current folder counts.</summary>
    public IEnumerable<byte[]> Candidates()
    {
        if (IsPath) return [Words[0]];
        return Split(Variable("PATH"u8) ?? StandardPath, (byte)':').Select(folder => (byte[])[.. folder.Length == 0 ? "."u8.ToArray() : folder, (byte)'/', .. Words[0]]);
    }

    public bool IsPath => Words[0].AsSpan().Contains((byte)'/');

    private byte[]? Variable(ReadOnlySpan<byte> name)
    {
        foreach (var variable in Environment)
        {
            if (variable.Length > name.Length && variable[name.Length] == '=' && variable.AsSpan().StartsWith(name)) return variable[(name.Length + 1)..];
        }
        return null;
    }

    /// <summary>What each ends with a null.</summary>
    private static List<byte[]> Split(byte[] ended)
    {
        var parts = Split(ended, 0);
        parts.RemoveAt(parts.Count - 1);
        return parts;
    }

    private static List<byte[]> Split(byte[] text, byte separator)
    {
        var parts = new List<byte[]>();
        foreach (var range in text.AsSpan().Split(separator)) parts.Add(text[range]);
        return parts;
    }
}
