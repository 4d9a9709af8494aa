using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

#pragma warning disable CA5350 // Git names its objects by SHA-1.

namespace Tracker.Server.Releases.Git.Packs;

/// <summary>
/// A pack in memory (gitformat-pack). Every object is inflated once to know its id; those that are told as deltas are put
/// together only when an object is looked for that none of the others is.
/// </summary>
internal sealed class PackFile
{
    private const int MaxObjects = 200_000;
    private const long MaxInflated = 256L * 1024 * 1024;

    // What is put together from deltas: trees and small files. A larger object is none that is looked for.
    private const int MaxObject = 8 * 1024 * 1024;
    private const int MaxKept = 32 * 1024 * 1024;
    private const int MaxChain = 5000;

    private readonly ReadOnlyMemory<byte> _pack;
    private readonly PackInflater _inflater;
    private readonly Dictionary<int, PackEntry> _entries = [];
    private readonly Dictionary<string, (int Offset, PackObjectType Type, int Size)> _ids = [];
    private readonly Dictionary<int, (PackObjectType Type, byte[] Bytes)> _kept = [];
    private int _keptBytes;
    private bool _resolved;

    /// <exception cref="PackException">It is malformed, or too large.</exception>
    public PackFile(ReadOnlyMemory<byte> pack)
    {
        const int head = 12, trailer = 20;
        var span = pack.Span;
        if (span.Length < head + trailer || !span.StartsWith("PACK"u8) || BinaryPrimitives.ReadUInt32BigEndian(span[4..]) is not (2 or 3)) throw PackException.Invalid("this is no pack");
        if (!SHA1.HashData(span[..^trailer]).AsSpan().SequenceEqual(span[^trailer..])) throw PackException.Invalid("the pack has a wrong checksum");
        var count = BinaryPrimitives.ReadUInt32BigEndian(span[8..]);
        if (count > MaxObjects) throw PackException.TooLarge($"the pack holds {count} objects, more than the {MaxObjects} that are read");
        _pack = pack[..^trailer];
        _inflater = new(_pack, MaxInflated);
        var offset = head;
        for (var i = 0; i < count; i++) offset = Index(offset);
        if (offset != _pack.Length) throw PackException.Invalid("the pack is longer than its objects");
    }

    /// <exception cref="PackException">It is malformed, or too large.</exception>
    public byte[]? Find(PackObjectType type, string id)
    {
        if (!_ids.ContainsKey(id)) Resolve();
        if (!_ids.TryGetValue(id, out var found) || found.Type != type) return null;
        if (found.Size > MaxObject) throw PackException.TooLarge($"an object of {found.Size} bytes is not read");
        return Content(_entries[found.Offset])?.Bytes;
    }

    /// <summary>Null for an object that is not there.</summary>
    public long? SizeOf(string id)
    {
        if (!_ids.ContainsKey(id)) Resolve();
        return _ids.TryGetValue(id, out var found) ? found.Size : null;
    }

    /// <returns>Where the next one begins.</returns>
    private int Index(int offset)
    {
        var entry = PackEntry.Read(_pack.Span, offset);
        _entries[offset] = entry;
        if (entry.IsDelta) return _inflater.Inflate(entry.Data, entry.Size, _ => { });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Head(entry.Type, entry.Size));
        var end = _inflater.Inflate(entry.Data, entry.Size, part => hash.AppendData(part.Span));
        _ids[Convert.ToHexStringLower(hash.GetHashAndReset())] = (offset, entry.Type, entry.Size);
        return end;
    }

    /// <summary>The ids of what is told as deltas. A base may itself be one that is named by its id: so often until nothing new turns up.</summary>
    private void Resolve()
    {
        if (_resolved) return;
        _resolved = true;
        var open = _entries.Values.Where(e => e.IsDelta).ToList();
        for (var before = -1; open.Count != before;)
        {
            before = open.Count;
            open.RemoveAll(entry =>
            {
                if (Content(entry) is not var (type, bytes)) return false;
                _ids[Convert.ToHexStringLower(SHA1.HashData([.. Head(type, bytes.Length), .. bytes]))] = (entry.Offset, type, bytes.Length);
                return true;
            });
        }
    }

    /// <summary>Null for what is too large, or has no base that is known (yet).</summary>
    private (PackObjectType Type, byte[] Bytes)? Content(PackEntry entry)
    {
        var chain = new Stack<PackEntry>();
        while (entry.IsDelta && !_kept.ContainsKey(entry.Offset))
        {
            chain.Push(entry);
            if (chain.Count > MaxChain) throw PackException.Invalid("deltas are nested too deeply");
            if (entry.BaseId is not { } id) entry = _entries.GetValueOrDefault(entry.BaseOffset) ?? throw PackException.Invalid("a delta has no base");
            else if (_ids.TryGetValue(id, out var found)) entry = _entries[found.Offset];
            else return null;
        }

        if (!_kept.TryGetValue(entry.Offset, out var content))
        {
            if (entry.Size > MaxObject) return null;
            content = Keep(entry, (entry.Type, _inflater.Bytes(entry)));
        }

        while (chain.TryPop(out var delta))
        {
            if (delta.Size > MaxObject || Delta.Apply(content.Bytes, _inflater.Bytes(delta), MaxObject) is not { } bytes) return null;
            content = Keep(delta, (content.Type, bytes));
        }

        return content;
    }

    private (PackObjectType Type, byte[] Bytes) Keep(PackEntry entry, (PackObjectType Type, byte[] Bytes) content)
    {
        if (_keptBytes > MaxKept)
        {
            _kept.Clear();
            _keptBytes = 0;
        }

        _keptBytes += content.Bytes.Length;
        return _kept[entry.Offset] = content;
    }

    private static byte[] Head(PackObjectType type, int size) => Encoding.ASCII.GetBytes($"{type switch
    {
        PackObjectType.Commit => "commit",
        PackObjectType.Tree => "tree",
        PackObjectType.Blob => "blob",
        _ => "tag",
    }} {size}\0");
}
