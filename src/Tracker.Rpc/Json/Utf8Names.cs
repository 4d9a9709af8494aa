using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tracker.Rpc.Json;

/// <summary>A table looked up by UTF-8 bytes, without making a string of them.</summary>
internal sealed class Utf8Names<T>
{
    private readonly Dictionary<byte[], T> _table = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public Utf8Names() => _lookup = _table.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int LongestName { get; private set; }

    /// <summary>The first entry of a name stays.</summary>
    public void Add(string name, T value)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        _table.TryAdd(bytes, value);
        LongestName = Math.Max(LongestName, bytes.Length);
    }

    public bool TryGet(ReadOnlySpan<byte> name, [MaybeNullWhen(false)] out T value) => _lookup.TryGetValue(name, out value);

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            // The tables hold descriptors' names only, so nobody can fill them with collisions.
            var hash = (uint)alternate.Length;
            foreach (var b in alternate)
                hash = hash * 31 + b;
            return (int)hash;
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
