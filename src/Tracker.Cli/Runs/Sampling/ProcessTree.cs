using System.Globalization;

namespace Tracker.Cli.Runs.Sampling;

/// <summary>The processes below this one: the command, whatever it started, and those of them that lost their parents.</summary>
internal sealed class ProcessTree
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly Stack<int> _toVisit = new();
    private HashSet<int> _before = [];
    private HashSet<int> _now = [];

    /// <summary>The most memory that all of them had together, in bytes.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>How many different ones were seen.</summary>
    public long Seen { get; private set; }

    /// <summary>Those that live now, the nearest first.</summary>
    public IReadOnlyCollection<int> Read()
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
        var memory = 0L;
        AddChildren(Environment.ProcessId, threads: int.MaxValue);
        while (_toVisit.TryPop(out var pid))
        {
            if (!TryReadStat(pid, out var threads, out var resident) || !_now.Add(pid)) continue;
            memory += resident;
            if (!_before.Contains(pid)) Seen++;
            AddChildren(pid, threads);
        }
        PeakMemory = Math.Max(PeakMemory, memory);
        return _now;
    }

    private bool TryReadStat(int pid, out long threads, out long resident)
    {
        (threads, resident) = (0, 0);
        var stat = ProcFile.Read(pid, "stat"u8, _buffer);
        // The name may hold anything, also brackets and spaces.
        var name = stat.LastIndexOf((byte)')');
        if (name < 0) return false;
        stat = stat[(name + 1)..];
        // What has ended and is not reaped yet has nothing any more.
        if (stat.StartsWith(" Z"u8)) return false;
        ProcFile.Skip(ref stat, 17);
        threads = ProcFile.Number(ref stat);
        ProcFile.Skip(ref stat, 3);
        resident = ProcFile.Number(ref stat) * Environment.SystemPageSize;
        return true;
    }

    /// <summary>Each thread has children of its own.</summary>
    private void AddChildren(int pid, long threads)
    {
        if (threads == 1)
        {
            AddChildren(pid, pid);
            return;
        }
        try
        {
            foreach (var task in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task")))
            {
                AddChildren(pid, int.Parse(Path.GetFileName(task.AsSpan()), CultureInfo.InvariantCulture));
            }
        }
        catch (IOException)
        {
            // It has just ended.
        }
        catch (UnauthorizedAccessException)
        {
            // It has just become another user's.
        }
    }

    private void AddChildren(int pid, int thread)
    {
        Span<byte> name = stackalloc byte[40];
        System.Text.Unicode.Utf8.TryWrite(name, CultureInfo.InvariantCulture, $"task/{thread}/children", out var length);
        var children = ProcFile.Read(pid, name[..length], _buffer);
        while (ProcFile.Number(ref children) is > 0 and var child) _toVisit.Push((int)child);
    }
}
