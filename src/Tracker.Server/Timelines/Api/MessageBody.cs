using System.Net;
using System.Text;
using Tracker.Protocol.Timelines;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Server.Timelines.Api;

/// <summary>A message of a body, or what is wrong with it.</summary>
/// <param name="Reason">In a word that stays the same; null when nothing is.</param>
internal readonly record struct BodyMessage(Incoming Message, string? Reason, string? Sentence);

/// <summary>The messages of a request.</summary>
internal sealed record MessageBody(bool IsArray, IReadOnlyList<BodyMessage> Messages)
{
    public const int MostMessages = 10_000;

    // Of a message that leaves its time to the server; no message can say it.
    private const long OnReception = long.MaxValue;

    /// <summary>With this as the time, in unix microseconds, of those that do not say theirs.</summary>
    public IReadOnlyList<BodyMessage> ReceivedAt(long time) =>
        [.. Messages.Select(m => m.Message.Time == OnReception ? m with { Message = m.Message with { Time = time } } : m)];

    /// <summary>What its sender says it is; by its first byte when they do not say.</summary>
    public static Outcome<DatagramFormat> FormatOf(string? contentType, ReadOnlySpan<byte> body)
    {
        switch ((contentType ?? "").Split(';')[0].Trim().ToLowerInvariant())
        {
            case "application/json":
                return DatagramFormat.Json;
            case "application/msgpack" or "application/x-msgpack" or "application/vnd.msgpack":
                return DatagramFormat.MessagePack;
            case "":
                return body.IsEmpty || body[0] is (byte)'{' or (byte)'[' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' ? DatagramFormat.Json : DatagramFormat.MessagePack;
            default:
                return new Failure(Rpc.RpcCode.InvalidArgument, "Content-Type must be application/json or application/msgpack.") { HttpStatus = StatusCodes.Status415UnsupportedMediaType };
        }
    }

    /// <summary>All of them or, when the body cannot be understood to its end, none.</summary>
    public static Outcome<MessageBody> Read(ReadOnlySpan<byte> body, DatagramFormat format, string context, IPAddress? sender)
    {
        var reader = new TimelineMessageReader(body, format, stackalloc byte[TimelineDatagram.ScratchBytes]);
        var messages = new List<BodyMessage>();
        while (reader.Read(out var view, out var error))
        {
            if (messages.Count == MostMessages) return new Failure(Rpc.RpcCode.InvalidArgument, $"A request may have {MostMessages} messages.") { HttpStatus = StatusCodes.Status413PayloadTooLarge };
            messages.Add(error == DatagramError.None ? Take(view.ToMessage(), context, sender) : new(default, error.ToReason(), error.ToSentence()));
        }

        if (reader.Error == DatagramError.None) return new MessageBody(reader.IsArray, messages);
        var where = messages.Count > 0 ? $"After {messages.Count} messages: " : "";
        return Failure.Invalid($"{where}{reader.Error.ToSentence()} ({reader.Error.ToReason()}) Nothing was stored.");
    }

    private static BodyMessage Take(TimelineMessage message, string context, IPAddress? sender)
    {
        if (message.Context.Length > 0 && message.Context != context) return new(default, "other_context", "context must be left out, or be the one in the address.");
        var host = message.Host.Length > 0 || !message.AutoIP || sender is null ? message.Host : (sender.IsIPv4MappedToIPv6 ? sender.MapToIPv4() : sender).ToString();
        return new(new(context, message.Name, host, message.Type, message.Time ?? OnReception, message.Status), null, null);
    }

    /// <summary>What is wrong with a context's name, by the rules that hold for messages.</summary>
    public static Failure? CheckContext(string context) => Check(new() { Context = context, Type = TimelineMessageType.NewTimeline });

    /// <summary>What is wrong with a message, by the rules that hold for datagrams.</summary>
    public static Failure? Check(TimelineMessage message)
    {
        // Longer than that it is wrong in any case, and shorter it cannot fill the memory that it is written to.
        if (Encoding.UTF8.GetByteCount(message.Context) > TimelineLimits.ContextBytes) return Failure.Invalid(DatagramError.ContextTooLong.ToSentence());
        if (Encoding.UTF8.GetByteCount(message.Name) > TimelineLimits.NameBytes) return Failure.Invalid(DatagramError.NameTooLong.ToSentence());
        var error = TimelineDatagram.Write(message, DatagramFormat.MessagePack, stackalloc byte[4096], out _);
        return error == DatagramError.None ? null : Failure.Invalid(error.ToSentence());
    }
}
