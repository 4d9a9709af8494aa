using System.Text;

namespace Tracker.Bench.Locks;

/// <summary>As Redis documents a lock: SET with NX and PX, and a script that deletes the key if it still has our value.</summary>
internal sealed class RedisCycle : ICycle
{
    private const string Script = "if redis.call('get',KEYS[1]) == ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end";

    private readonly Wire _wire;
    private readonly byte[] _take;
    private readonly byte[] _release;

    private RedisCycle(Wire wire, string key, string script)
    {
        _wire = wire;
        _take = Command("SET", key, "mine", "NX", "PX", "30000");
        _release = Command("EVALSHA", script, "1", key, "mine");
    }

    public static async Task<RedisCycle> ConnectAsync(int port, string key, CancellationToken ct)
    {
        var wire = new Wire(port);
        // A bulk string: its length on a line, then the script's name.
        var loaded = Encoding.ASCII.GetString((await wire.AskAsync(Command("SCRIPT", "LOAD", Script), read => Count(read) == 2 ? read.Length : 0, ct)).Span);
        return new RedisCycle(wire, key, loaded.Split("\r\n")[1]);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        if (!(await _wire.AskAsync(_take, Line, ct)).Span.SequenceEqual("+OK\r\n"u8)) throw new InvalidOperationException("Redis: the key was there already.");
        if (!(await _wire.AskAsync(_release, Line, ct)).Span.SequenceEqual(":1\r\n"u8)) throw new InvalidOperationException("Redis: there was no key to delete.");
    }

    public void Dispose() => _wire.Dispose();

    private static int Line(ReadOnlyMemory<byte> read) => read.Span.EndsWith("\r\n"u8) ? read.Length : 0;

    private static int Count(ReadOnlyMemory<byte> read) => read.Span.Count("\r\n"u8);

    private static byte[] Command(params string[] words) =>
        Encoding.ASCII.GetBytes($"*{words.Length}\r\n{string.Concat(words.Select(w => $"${w.Length}\r\n{w}\r\n"))}");
}
