namespace Tracker.Rpc;

/// <summary>Limits and hooks shared by both transports of a server.</summary>
public sealed class RpcOptions
{
    /// <summary>The largest request message, after decompression, in bytes.</summary>
    public int MaxReceiveBytes { get; init; } = 4 << 20;

    /// <summary>Calls in progress at once, streams included; one more is answered RESOURCE_EXHAUSTED.</summary>
    public int MaxConcurrentCalls { get; init; } = 10_000;

    /// <summary>Response messages of at least this many bytes are compressed, for clients that compress too.</summary>
    public int CompressAbove { get; init; } = 1024;

    /// <summary>How long streams may go on once the application stops; other calls are finished.</summary>
    public TimeSpan StreamGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What an exception of the application means to the caller; null where it is a bug.</summary>
    public Func<Exception, RpcException?>? MapException { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal CallGate Gate => field ??= new CallGate(MaxConcurrentCalls);
}
