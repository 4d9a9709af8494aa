using System.Runtime.InteropServices;

namespace Tracker.Cli.Runs.Child;

/// <summary>Texts as C has them: a list of pointers that ends with a null, each to bytes that end with one.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte* _memory;

    public NativeStrings(IReadOnlyList<byte[]> texts)
    {
        var list = (texts.Count + 1) * sizeof(byte*);
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(list + texts.Sum(t => t.Length + 1)));
        var at = _memory + list;
        for (var i = 0; i < texts.Count; i++)
        {
            Pointers[i] = at;
            texts[i].CopyTo(new Span<byte>(at, texts[i].Length));
            at += texts[i].Length + 1;
        }
    }

    public byte** Pointers => (byte**)_memory;

    public void Dispose() => NativeMemory.Free(_memory);
}
