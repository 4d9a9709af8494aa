using System.Text.Json;

namespace Tracker.Rpc.Json;

/// <summary>Reads and writes one type of field value; the reader stands on the value's first token.</summary>
internal abstract class Codec<T>
{
    /// <summary>Whether null is a value of this type and not the absence of one.</summary>
    public virtual bool AcceptsNull => false;

    public abstract void Write(Utf8JsonWriter writer, T value);

    public abstract T Read(ref Utf8JsonReader reader, ref JsonReadState state);

    /// <summary>The value in the text of a path or query parameter.</summary>
    public virtual T Parse(string text, ref JsonReadState state) => throw state.Fail("cannot be given as a parameter");
}
