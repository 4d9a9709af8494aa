using System.Text.Unicode;

namespace Tracker.Protocol.Timelines;

/// <summary>What a message must hold whatever it was written in.</summary>
internal static class MessageRules
{
    public static DatagramError Check(in TimelineMessageView message, bool contextRequired)
    {
        if (message.Context.IsEmpty && contextRequired)
            return DatagramError.MissingContext;
        var isEvent = message.Type != TimelineMessageType.NewTimeline;
        if (message.Name.IsEmpty && isEvent)
            return DatagramError.MissingName;
        var error = CheckText(message.Context);
        if (error == DatagramError.None)
            error = CheckText(message.Name);
        if (error == DatagramError.None)
            error = CheckText(message.Host);
        return error == DatagramError.None && isEvent ? EventName.Check(message.Name) : error;
    }

    private static DatagramError CheckText(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return DatagramError.None;
        if (!Utf8.IsValid(text))
            return DatagramError.BadUtf8;
        return HasControl(text) ? DatagramError.ControlCharacter : DatagramError.None;
    }

    // U+0000 to U+001F, U+007F, and U+0080 to U+009F, which are C2 80 to C2 9F.
    private static bool HasControl(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < 0x20 or 0x7f || text[i] == 0xc2 && text[i + 1] < 0xa0)
                return true;
        }
        return false;
    }
}
