using System.Buffers.Text;

namespace Tracker.Cli.Runs;

/// <summary>Reads the small files of /proc, which have no length and are gone when their process is.</summary>
internal static unsafe class ProcFile
{
    /// <summary>The beginning of <c>/proc/{pid}/{name}</c>, as far as it fits; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Read(int pid, scoped ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[64];
        "/proc/"u8.CopyTo(path);
        Utf8Formatter.TryFormat(pid, path[6..], out var digits);
        var end = 6 + digits;
        path[end++] = (byte)'/';
        name.CopyTo(path[end..]);
        path[end + name.Length] = 0;
        return Read(path, buffer);
    }

    /// <summary>All of a file.</summary>
    public static byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var all = new MemoryStream();
        file.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>The next number, after spaces; the rest stays.</summary>
    public static long Number(ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(text, out long value, out var length)) return 0;
        text = text[length..];
        return value;
    }

    /// <summary>Leaves out so many words.</summary>
    public static void Skip(ref ReadOnlySpan<byte> text, int words)
    {
        for (; words > 0; words--)
        {
            text = text.TrimStart((byte)' ');
            var end = text.IndexOf((byte)' ');
            text = end < 0 ? [] : text[end..];
        }
    }

    private static ReadOnlySpan<byte> Read(scoped ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        fixed (byte* name = path)
        fixed (byte* start = buffer)
        {
            var file = Libc.Open(name, Libc.CloseOnExec);
            if (file < 0) return [];
            var length = Libc.Read(file, start, buffer.Length);
            _ = Libc.Close(file);
            return length <= 0 ? [] : buffer[..(int)length];
        }
    }
}
