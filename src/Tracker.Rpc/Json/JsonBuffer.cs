using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tracker.Rpc.Json;

/// <summary>
/// A JSON document in pooled memory. It is sent only when it is whole, so that a failure while writing can still become an
/// error response, and with its length.
/// </summary>
internal sealed class JsonBuffer : IBufferWriter<byte>, IDisposable
{
    // The API answers application/json, never HTML, so only what JSON itself demands is escaped. Member names come from
    // descriptors, each once.
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int _count;

    public JsonBuffer() => Writer = new Utf8JsonWriter(this, Options);

    public Utf8JsonWriter Writer { get; }

    public ReadOnlyMemory<byte> Written
    {
        get
        {
            Writer.Flush();
            return _bytes.AsMemory(0, _count);
        }
    }

    public async ValueTask SendAsync(HttpResponse response, CancellationToken ct)
    {
        var written = Written;
        response.ContentType = "application/json";
        response.ContentLength = written.Length;
        await response.BodyWriter.WriteAsync(written, ct);
    }

    /// <summary>Ends a document, so that another may follow on the next line.</summary>
    public void EndLine()
    {
        Writer.Flush();
        GetSpan(1)[0] = (byte)'\n';
        Advance(1);
    }

    public void Clear()
    {
        Writer.Flush();
        Writer.Reset();
        _count = 0;
    }

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsSpan(_count);
    }

    public void Dispose()
    {
        Writer.Dispose();
        var bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void EnsureRoom(int sizeHint)
    {
        var wanted = Math.Max(sizeHint, 256);
        if (_bytes.Length - _count >= wanted)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _count + wanted));
        _bytes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
