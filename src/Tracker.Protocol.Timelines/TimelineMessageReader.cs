namespace Tracker.Protocol.Timelines;

/// <summary>
/// Reads one message or an array of them, as the body of an HTTP request has them. A message that is not allowed is answered
/// in its place and the ones after it are read; what cannot be understood at all ends the reading. Allocates nothing and
/// never throws on what it reads.
/// </summary>
public ref struct TimelineMessageReader
{
    private readonly DatagramFormat _format;
    private readonly bool _contextRequired;
    private readonly Span<byte> _scratch;
    private MessagePackReader _pack;
    private JsonReader _json;
    // Of a JSON array, whose length nobody knows, 1 until its end.
    private uint _left;

    /// <param name="body">All of it.</param>
    /// <param name="format">What its sender says that it is.</param>
    /// <param name="scratch">At least <see cref="TimelineDatagram.ScratchBytes"/>.</param>
    /// <param name="contextRequired">False where the context is known from elsewhere, such as the URL.</param>
    public TimelineMessageReader(ReadOnlySpan<byte> body, DatagramFormat format, Span<byte> scratch, bool contextRequired = false)
    {
        if (scratch.Length < TimelineDatagram.ScratchBytes)
            throw new ArgumentException($"At least {TimelineDatagram.ScratchBytes} bytes are needed.", nameof(scratch));
        _format = format;
        _contextRequired = contextRequired;
        _scratch = scratch;
        _left = 1;
        if (format == DatagramFormat.Json)
            BeginJson(body);
        else
            BeginMessagePack(body);
    }

    /// <summary>Whether it is an array of messages, not one alone.</summary>
    public bool IsArray { get; private set; }

    /// <summary>Why the reading ended before all was read.</summary>
    public DatagramError Error { get; private set; }

    /// <summary>
    /// Reads the next message; false at the end and when nothing further can be understood (see <see cref="Error"/>).
    /// </summary>
    /// <param name="message">Valid until the next call, when there is no error.</param>
    /// <param name="error">What is wrong with this one.</param>
    public bool Read(out TimelineMessageView message, out DatagramError error)
    {
        message = default;
        error = DatagramError.None;
        if (_left == 0 || Error != DatagramError.None)
            return false;
        var fields = new MessageFields();
        Error = _format == DatagramFormat.Json ? ReadJson(ref fields) : ReadMessagePack(ref fields);
        if (Error != DatagramError.None)
            return false;
        error = fields.Finish(_contextRequired, out message);
        return true;
    }

    private void BeginMessagePack(ReadOnlySpan<byte> body)
    {
        _pack = new MessagePackReader(body);
        IsArray = _pack.IsAtArray;
        if (IsArray)
            Error = _pack.ReadCount(1, out _left);
        if (_left == 0 && Error == DatagramError.None)
            Error = AtEnd(_pack.IsAtEnd);
    }

    private void BeginJson(ReadOnlySpan<byte> body)
    {
        _json = new JsonReader(body);
        _json.SkipSpace();
        IsArray = _json.TryTake('[');
        if (!IsArray || !_json.TryTake(']'))
            return;
        _left = 0;
        Error = AtEnd(_json.IsAtEnd);
    }

    private DatagramError ReadMessagePack(ref MessageFields fields)
    {
        DatagramError error;
        if (_pack.IsAtMap)
            error = _pack.ReadMessage(ref fields);
        else if (IsArray)
            error = SkipOther(ref _pack, ref fields);
        else
            error = _pack.IsAtEnd ? DatagramError.Truncated : DatagramError.NotAMap;
        _left--;
        return error == DatagramError.None && _left == 0 ? AtEnd(_pack.IsAtEnd) : error;
    }

    private DatagramError ReadJson(ref MessageFields fields)
    {
        DatagramError error;
        if (_json.IsAt('{'))
            error = _json.ReadMessage(_scratch, ref fields);
        else if (IsArray)
            error = SkipOther(ref _json, ref fields);
        else
            error = _json.IsAtEnd ? DatagramError.Truncated : DatagramError.NotAMap;
        if (error != DatagramError.None || IsArray && _json.TryTake(','))
            return error;
        _left = 0;
        return IsArray && !_json.TryTake(']') ? _json.Unexpected() : AtEnd(_json.IsAtEnd);
    }

    private static DatagramError SkipOther<TReader>(ref TReader reader, ref MessageFields fields)
        where TReader : struct, IValueReader, allows ref struct
    {
        fields.Remember(DatagramError.NotAMap);
        return reader.Skip();
    }

    private static DatagramError AtEnd(bool atEnd) => atEnd ? DatagramError.None : DatagramError.TrailingBytes;
}
