using System.Runtime.InteropServices;
using System.Text;

namespace Tracker.Server.Timelines.Udp;

/// <summary>
/// Texts by their bytes, so that the same name in a hundred thousand datagrams is made once. A fixed number of places, each
/// of which holds the last short text that fell there: whatever is sent, it does not grow.
/// </summary>
internal sealed class TextTable
{
    private const int Places = 1 << 14;
    private const int MostBytes = 128;

    private readonly (byte[] Utf8, string Text)[] _places = new (byte[], string)[Places];
    private readonly ulong _seed = (ulong)Random.Shared.NextInt64();

    public string this[ReadOnlySpan<byte> utf8]
    {
        get
        {
            if (utf8.IsEmpty) return "";
            if (utf8.Length > MostBytes) return Encoding.UTF8.GetString(utf8);
            ref var place = ref _places[Hash(utf8) & (Places - 1)];
            if (!utf8.SequenceEqual(place.Utf8)) place = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
            return place.Text;
        }
    }

    private int Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var hash = _seed ^ (ulong)utf8.Length;
        var words = MemoryMarshal.Cast<byte, ulong>(utf8);
        foreach (var word in words) hash = (hash ^ word) * Prime ^ (hash >> 29);
        foreach (var b in utf8[(words.Length * sizeof(ulong))..]) hash = (hash ^ b) * Prime;
        return (int)((hash ^ (hash >> 32)) & int.MaxValue);
    }
}
